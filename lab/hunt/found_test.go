package hunt_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/hunt"
	"chatlab/lab/program"
	"chatlab/lab/share"
)

// pool returns processes of this test binary that serve the worker of that name.
func pool(t *testing.T, name string) *hunt.Pool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := hunt.NewPool(t.Context(), program.Command{Args: []string{self}}, workerVariable+"="+name)
	t.Cleanup(p.Close)
	return p
}

// TestBrokenServersAreFound: each way to break a rule is found within some seeds. Its
// message differs from that of the others.
func TestBrokenServersAreFound(t *testing.T) {
	share.Slow(t)
	for _, c := range []struct {
		name  string
		serve hunt.Serve
		pool  string // in other processes, since the server ends or blocks them
		rule  string
		words string
	}{
		{name: "forgets", serve: forgets, rule: "as-observed", words: "never hears"},
		{name: "panics", pool: "panics", rule: "survives", words: "panic: so much at once!"},
		{name: "exits", pool: "exits", rule: "survives", words: "exit status 3"},
		{name: "frozen", pool: "frozen", rule: "no-lock-while-waiting", words: "frozen.func1 holds the lock mu since broken_test.go:118, and waits in "},
		{name: "locks twice", pool: "twice", rule: "no-lock-while-waiting", words: "locksTwice.func1 holds the lock mu since broken_test.go:128, and asks for it again in locksTwice.func1, broken_test.go:132, where it waits for ever"},
		{name: "shut", serve: shut, rule: "everybody-is-served", words: "observer wants to come in"},
		{name: "ends early", serve: endsEarly, rule: "everybody-is-served", words: "observer wants to come in"},
		{name: "full", serve: full, rule: "everybody-is-served", words: "wants to come in"},
		{name: "listens no more", serve: listensNoMore, rule: "everybody-is-served", words: "does not read all"},
		{name: "deaf", serve: deaf, rule: "nothing-left", words: "was told to end"},
		{name: "leaves something", pool: "leaves", rule: "nothing-left", words: "waitsForEver"},
		{name: "hangs up", serve: hangsUp, rule: "polite-close", words: "reset the connection"},
		{name: "impatient", serve: impatient, rule: "healthy-stay", words: "ended the connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			runs := hunt.Here(c.serve)
			if c.pool != "" {
				runs = pool(t, c.pool).Run
			}
			for seed := range uint64(60) {
				o, err := runs(t.Context(), hunt.Case{Seed: seed})
				if err != nil {
					t.Fatal(err)
				}
				if v, ok := o.Breaks(c.rule); ok {
					if v.Rule.Ends && v.What != o.Broken[0].What {
						t.Errorf("seed %d: %s is told first: %s", seed, o.Broken[0].Rule.Name, o.Broken[0].What)
					}
					if !strings.Contains(v.What, c.words) {
						t.Errorf("seed %d: %q; want …%s…", seed, v.What, c.words)
					}
					return
				}
			}
			t.Error("not found in 60 seeds")
		})
	}
}

// TestFinding: a case is shrunk, always to the same one. Its seed and the numbers of
// its operations are enough to run it again.
func TestFinding(t *testing.T) {
	runs := hunt.Here(forgets)
	found, err := hunt.Search{Seeds: 100, Runs: runs}.Run(t.Context())
	if err != nil || found.Found == nil {
		t.Fatal("not found: ", err)
	}
	var first []int
	for try := range 2 {
		shown, left := 0, 0
		shrink := hunt.Shrink{Runs: runs, Parallel: 1 + try, Each: func(_, ops int) { shown, left = shown+1, ops }}
		f, err := hunt.Examine(t.Context(), runs, *found.Found, found.Outcome, &shrink, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Case.Ops) > 4 || f.Drawn < 20 {
			t.Errorf("%d of %d operations are left: %v", len(f.Case.Ops), f.Drawn, f.Case.Ops)
		}
		if shown != f.Tried || left != len(f.Case.Ops) {
			t.Errorf("of %d runs %d were shown, the last with %d operations", f.Tried, shown, left)
		}
		if f.Replay != (hunt.Replay{Runs: 10, Broke: 10, Same: 10}) {
			t.Errorf("replayed: %+v", f.Replay)
		}
		if first != nil && !slices.Equal(first, f.Case.Only) {
			t.Errorf("once %v are left, and once %v", first, f.Case.Only)
		}
		first = f.Case.Only
		again := run(t, forgets, hunt.Case{Seed: f.Case.Seed, Only: f.Case.Only})
		if _, ok := again.Breaks(f.Violation.Rule.Name); !ok {
			t.Errorf("from seed %d the operations %v break nothing", f.Case.Seed, f.Case.Only)
		}
		if !slices.Contains(f.Log.Conns(), f.Violation.Conn) {
			t.Errorf("its trace has %v, not %s", f.Log.Conns(), f.Violation.Conn)
		}
	}
}

// TestReplayRate: if a server acts by chance, the finding says so.
func TestReplayRate(t *testing.T) {
	runs := hunt.Here(chance)
	found, err := hunt.Search{Seeds: 20, Runs: runs}.Run(t.Context())
	if err != nil || found.Found == nil {
		t.Fatal("not found: ", err)
	}
	f, err := hunt.Examine(t.Context(), runs, *found.Found, found.Outcome, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Replay.Runs != 10 || f.Replay.Same == 10 {
		t.Errorf("replayed: %+v", f.Replay)
	}
}

// TestWhatEarlierRunsLeftBehind: a server breaks a rule only after other runs in its
// process. It is found, together with these runs.
func TestWhatEarlierRunsLeftBehind(t *testing.T) {
	share.WholeOnly(t)
	if testing.Short() {
		t.Skip("it makes some seventy runs")
	}
	p := pool(t, "counts")
	found, err := hunt.Search{Seeds: 100, Runs: p.Run}.Run(t.Context())
	if err != nil || found.Found == nil {
		t.Fatal("not found: ", err)
	}
	f, err := hunt.Examine(t.Context(), p.Fresh, *found.Found, found.Outcome, &hunt.Shrink{Runs: p.Fresh}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Case.Before) != found.Seeds-1 || len(f.Case.Ops) != f.Drawn || f.Replay != (hunt.Replay{Runs: 10, Broke: 10, Same: 10}) || f.Log.Len() == 0 {
		t.Errorf("of seed %d: after %d runs, %d of %d operations, %+v", found.Found.Seed, len(f.Case.Before), len(f.Case.Ops), f.Drawn, f.Replay)
	}
	without := found.Outcome
	without.Before = nil // as if the runs before were not known
	if f, err = hunt.Examine(t.Context(), p.Fresh, *found.Found, without, &hunt.Shrink{Runs: p.Fresh}, nil); err != nil {
		t.Fatal(err)
	}
	if len(f.Case.Ops) != f.Drawn || f.Replay != (hunt.Replay{Runs: 10, Broke: 0, Same: 10}) {
		t.Errorf("by itself: %d of %d operations, %+v", len(f.Case.Ops), f.Drawn, f.Replay)
	}
}

// TestWorkersRunTheSame: in another process a seed gives the same run.
func TestWorkersRunTheSame(t *testing.T) {
	p := pool(t, "reference")
	for seed := range uint64(10) {
		here := run(t, reference, hunt.Case{Seed: seed})
		there, err := p.Run(t.Context(), hunt.Case{Seed: seed})
		if err != nil || there.Hash != here.Hash {
			t.Errorf("seed %d: %s here, %s there; %v", seed, here.Hash, there.Hash, err)
		}
	}
}

// TestCrashLeavesATrace: the trace has everything up to the end of the process.
func TestCrashLeavesATrace(t *testing.T) {
	runs := pool(t, "panics").Run
	found, err := hunt.Search{Seeds: 60, Runs: runs}.Run(t.Context())
	if err != nil || found.Found == nil {
		t.Fatal("not found: ", err)
	}
	f, err := hunt.Examine(t.Context(), runs, *found.Found, found.Outcome, &hunt.Shrink{Runs: runs}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Log.Len() == 0 || !strings.Contains(f.Words, "goroutine") || len(f.Case.Ops) > 3 {
		t.Errorf("%d events, %d operations, and it printed %q", f.Log.Len(), len(f.Case.Ops), f.Words)
	}
}
