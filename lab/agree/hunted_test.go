package agree

import (
	"flag"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// Each of these tests keeps only one core busy. Tests of scenarios run beside them, and
// their limits are in real time.

// TestHunted: the simulator finds the fault of each mutant and specimen that has a number
// of seeds, within that number.
func TestHunted(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	dir := t.TempDir()
	for _, m := range mutantsTried(t) {
		if m.Hunted > 0 {
			server, err := grade.MutantTarget(sandbox.Clone(t).Root, m, dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(m.Name, func(t *testing.T) { isFound(t, server, m.Hunted) })
		}
	}
	for _, l := range lessonsTried(t) {
		if l.Hunted > 0 {
			files, err := specimen.Of(sandbox.Clone(t).Root, l)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(l.ID(), func(t *testing.T) { isFound(t, target(t, l.Specimen(), l, files), l.Hunted) })
		}
	}
}

// TestMendedIsNotFound: the simulator finds nothing in a specimen with its fix.
func TestMendedIsNotFound(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	for _, l := range lessonsTried(t) {
		if l.Hunted == 0 {
			continue
		}
		t.Run(l.ID(), func(t *testing.T) {
			files, err := specimen.Mended(sandbox.Clone(t).Root, l)
			if err != nil {
				t.Fatal(err)
			}
			if found := search(t, target(t, l.Fix(), l, files), 2*l.Hunted); found.Found != nil {
				v := found.Outcome.Broken[0]
				t.Errorf("seed %d breaks %s: %s", found.Found.Seed, v.Rule.Name, v.What)
			}
		})
	}
}

func isFound(t *testing.T, server grade.Target, seeds int) {
	t.Helper()
	found := search(t, server, seeds)
	if found.Found == nil {
		t.Fatalf("not found in %d seeds", seeds)
	}
	t.Logf("seed %d, of %d allowed", found.Found.Seed, seeds)
	// A server that needs a *net.TCPConn panics in the simulated network. That does not
	// count as its fault.
	if v := found.Outcome.Broken[0]; v.Rule.Name == "survives" {
		t.Errorf("seed %d: %s", found.Found.Seed, v.What)
	}
}

// search hunts a server in separate processes.
func search(t *testing.T, server grade.Target, seeds int) hunt.Searched {
	t.Helper()
	b := oneBuilder(t)
	if isBundled(server) {
		b = bundled(t)
	}
	worker, err := b.Worker(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	pool := hunt.NewPool(t.Context(), worker)
	defer pool.Close()
	found, err := hunt.Search{Runs: pool.Run, First: 1, Seeds: seeds}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// simSeeds is how many seeds the reference server must survive. Ten thousand take some
// minutes.
var simSeeds = flag.Int("seeds", usualSeeds, "seeds for TestReferenceSurvives")

const (
	usualSeeds = 200
	fewSeeds   = 50 // unless everything is tried (see package share)
)

// TestReferenceSurvives: the reference server breaks no rule with any of the first seeds,
// over all profiles.
func TestReferenceSurvives(t *testing.T) {
	t.Parallel()
	reference, err := course.Reference()
	if err != nil {
		t.Fatal(err)
	}
	seeds := *simSeeds
	if seeds == usualSeeds && !share.Whole(t) {
		seeds = fewSeeds
	}
	found := search(t, reference, seeds)
	if found.Found != nil {
		v := found.Outcome.Broken[0]
		t.Errorf("seed %d breaks %s: %s %s", found.Found.Seed, v.Rule.Name, v.What, v.Line)
	}
	t.Logf("%d seeds in %v", found.Seeds, found.Took)
}
