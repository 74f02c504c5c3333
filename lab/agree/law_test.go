package agree

import (
	stdcmp "cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/rule"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
	"chatlab/lab/story"
	"chatlab/lab/trace"
	"chatlab/lab/vet"
)

// The law of the kit: every scenario is proven to catch something, and every exercise is
// proven to be solvable. The tests of this file keep it. They build each server once and
// run all scenarios side by side.

// lawSlots is a semaphore for the scenarios of all tests together. There are more slots
// than cores: most scenarios wait for something that a broken server never does.
var lawSlots = make(chan struct{}, 16)

// TestReferencePassesEverything: if the reference server fails a scenario, the scenario or
// the server is wrong. Scenarios in testdata/right are not for students: each once failed a
// right server.
func TestReferencePassesEverything(t *testing.T) {
	t.Parallel()
	var jobs []grade.Job
	for _, l := range lesson.All {
		target, err := course.Reference()
		if err != nil {
			t.Fatal(err)
		}
		right, err := script.LoadAll(filepath.Join(sandbox.Clone(t).Path("testdata/right"), l.ID()))
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, grade.Job{Lesson: l, Target: target, Scenarios: append(scenarios(t, l), right...)})
	}
	for _, l := range runJobs(t, jobs).Lessons {
		for _, r := range l.Results {
			if r.Verdict != script.Passed {
				t.Error(told(r))
			}
		}
	}
}

// TestSpecimensFailTheirBreaks: a specimen passes all earlier lessons. Of its own lesson it
// fails exactly the scenarios in Breaks. What it fails sometimes does not count.
func TestSpecimensFailTheirBreaks(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	var jobs []grade.Job
	tried := map[string]lesson.Lesson{}
	for _, l := range lessonsTried(t) {
		files, err := specimen.Of(sandbox.Clone(t).Root, l)
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, upTo(t, l, target(t, l.Specimen(), l, files))...)
		tried[l.Specimen()] = l
		for _, id := range l.Sometimes {
			of, name, _ := strings.Cut(id, "/")
			if of > l.ID() || of == l.ID() && slices.Contains(l.Breaks, name) || scenariosByID(t)[id].Name == "" {
				t.Errorf("%s sometimes fails %s, which is not a scenario that it could pass", l.Specimen(), id)
			}
		}
	}
	failTheirBreaks(t, tried, runJobs(t, jobs).Lessons)
}

// failTheirBreaks is an error if one of the specimens fails anything but what its lesson says. It tells
// the story of each failure that should not be: from the name alone, nobody can tell a wrong
// scenario from a busy machine.
func failTheirBreaks(t *testing.T, tried map[string]lesson.Lesson, reports []grade.LessonReport) {
	t.Helper()
	got, want := map[string][]string{}, map[string][]string{}
	for server, l := range tried {
		for _, name := range l.Breaks {
			want[server] = append(want[server], l.ID()+"/"+name)
		}
		slices.Sort(want[server])
	}
	var unexpected strings.Builder
	for _, report := range reports {
		noTrouble(t, report)
		for _, r := range report.Results {
			id := r.Scenario.ID()
			if r.Verdict != script.Failed || slices.Contains(tried[report.Server].Sometimes, id) {
				continue
			}
			got[report.Server] = append(got[report.Server], id)
			if !slices.Contains(want[report.Server], id) {
				fmt.Fprintf(&unexpected, "%s:\n%s", report.Server, told(r))
			}
		}
	}
	for _, names := range got {
		slices.Sort(names)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the specimens fail (-Breaks in lab/lesson/lesson_NN.go +seen):\n%s%s", diff, unexpected.String())
	}
}

// TestSpecimensCanBeMended: with its fix, a specimen passes its own lesson and all earlier
// ones.
func TestSpecimensCanBeMended(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	var jobs []grade.Job
	for _, l := range lessonsTried(t) {
		files, err := specimen.Mended(sandbox.Clone(t).Root, l)
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, upTo(t, l, target(t, l.Fix(), l, files))...)
	}
	for _, l := range runJobs(t, jobs).Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			if r.Verdict != script.Passed {
				t.Errorf("%s does not mend it:\n%s", l.Server, told(r))
			}
		}
	}
}

// TestMutantsAreKilled: each mutant of the reference server turns red the scenarios that it
// names.
func TestMutantsAreKilled(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	var jobs []grade.Job
	var of []specimen.Mutant // the mutant of each job
	for _, mutant := range mutantsTried(t) {
		mutated, err := grade.MutantTarget(sandbox.Clone(t).Root, mutant, t.TempDir())
		if err != nil {
			t.Error(err)
			continue
		}
		for _, l := range lesson.All {
			job := grade.Job{Lesson: l, Target: mutated}
			for _, sc := range scenarios(t, l) {
				if slices.Contains(mutant.Kills, sc.ID()) {
					job.Scenarios = append(job.Scenarios, sc)
				}
			}
			if len(job.Scenarios) > 0 {
				jobs, of = append(jobs, job), append(of, mutant)
			}
		}
	}
	killing := map[string]bool{}
	for i, l := range runJobs(t, jobs).Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			rules := strings.Split(strings.ReplaceAll(of[i].Rule, "a step", ""), " or ") // "" means a step
			switch by := r.Failure; {
			case r.Verdict == script.Trouble: // noTrouble reports it
			case r.Verdict == script.Skipped && runtime.GOOS != "linux": // connect --from needs Linux
			case r.Verdict != script.Failed:
				t.Errorf("mutant %s survives %s%s", l.Server, r.Scenario.ID(), record(r))
			case !slices.Contains(rules, by.Rule):
				t.Errorf("mutant %s is to be killed by the rules %q, and was by %q:%s", l.Server, rules, r.Failure.Rule, told(r))
			default:
				killing[by.Rule] = true
			}
		}
	}
	for _, r := range rule.All() {
		if share.Whole(t) && !killing[r.Name] && !r.Crowd { // TestHunted covers rules for crowds
			t.Errorf("no mutant is killed by the rule %s: add one that says rule: %s", r.Name, r.Name)
		}
	}
}

// bankSize is the smallest number of mutants that the kit may have.
const bankSize = 150

// TestEveryScenarioIsProven: a scenario that no specimen and no mutant turns red proves
// nothing.
func TestEveryScenarioIsProven(t *testing.T) {
	all, protocol := mutants(t), read(t, "docs/protocol.md")
	if len(all) < bankSize {
		t.Errorf("there are %d mutants; the bank of wrong servers has %d at least", len(all), bankSize)
	}
	for _, m := range all {
		if len(m.Kills) == 0 || m.Why == "" {
			t.Errorf("%s does not say why it is there and what it kills", m.File())
		}
		for _, id := range m.Clause {
			if !strings.Contains(protocol, "\n**"+id+"** ") {
				t.Errorf("%s says that it breaks %s, and docs/protocol.md has no such clause", m.File(), id)
			}
		}
	}
	proofs, known := vet.Proofs(all), map[string]bool{}
	for _, l := range lesson.All {
		for name, reason := range l.Guards {
			if reason == "" {
				t.Errorf("%s: nothing breaks %s, and nobody says why", l.ID(), name)
			}
		}
		for _, sc := range scenarios(t, l) {
			known[sc.ID()] = true
			if len(proofs[sc.ID()]) == 0 {
				t.Errorf("%s: nothing is known to turn it red; go tool lab vet %s says what to do", sc.ID(), sc.ID())
			}
		}
	}
	for id := range proofs {
		if !known[id] {
			t.Errorf("%s is said to be turned red, and does not exist", id)
		}
	}
}

func scenarios(t *testing.T, l lesson.Lesson) []script.Scenario {
	t.Helper()
	all, err := grade.Scenarios(sandbox.Clone(t).Root, l)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// target returns a server made of files, built as if they were in the kit.
func target(t *testing.T, name string, l lesson.Lesson, files specimen.Files) grade.Target {
	t.Helper()
	target, err := grade.PatchedTarget(sandbox.Clone(t).Root, name, l, files, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// upTo returns a job for the lesson and one for each earlier lesson.
func upTo(t *testing.T, l lesson.Lesson, target grade.Target) []grade.Job {
	t.Helper()
	var jobs []grade.Job
	for _, earlier := range lesson.UpTo(l.Number) {
		jobs = append(jobs, grade.Job{Lesson: earlier, Target: target, Scenarios: scenarios(t, earlier)})
	}
	return jobs
}

func runJobs(t *testing.T, jobs []grade.Job) grade.Report {
	t.Helper()
	b := oneBuilder(t)
	if slices.ContainsFunc(jobs, func(j grade.Job) bool { return isBundled(j.Target) }) {
		b = bundled(t)
	}
	return grade.Run(t.Context(), jobs, b, grade.Options{Slots: lawSlots})
}

// isBundled reports whether a target is in the bundle. The reference server is not: this
// very program runs it.
func isBundled(target grade.Target) bool { return target.Files != nil }

// bundle has every broken server and every mended one that is tried, built as one program.
var bundle struct {
	once sync.Once
	err  error
}

// bundled returns the builder that all tests share. Before, it builds every specimen, every
// fix and every mutant that is tried.
func bundled(t *testing.T) *grade.Builder {
	t.Helper()
	b := oneBuilder(t)
	bundle.once.Do(func() {
		all, err := everyServer(sandbox.Clone(t).Root, b.Dir, lessonsTried(t), mutantsTried(t))
		if err == nil {
			err = b.Bundle(context.WithoutCancel(t.Context()), all) // other tests want it, too
		}
		bundle.err = err
	})
	if bundle.err != nil {
		t.Fatalf("%v\n%s", bundle.err, output(bundle.err))
	}
	return b
}

func everyServer(root, dir string, lessons []lesson.Lesson, mutants []specimen.Mutant) (all []grade.Target, err error) {
	add := func(t grade.Target, failed error) {
		all, err = append(all, t), stdcmp.Or(err, failed)
	}
	for _, l := range lessons {
		files, failed := specimen.Of(root, l)
		if failed != nil {
			return nil, failed
		}
		add(grade.PatchedTarget(root, l.Specimen(), l, files, dir))
		if files, failed = specimen.Mended(root, l); failed != nil {
			return nil, failed
		}
		add(grade.PatchedTarget(root, l.Fix(), l, files, dir))
	}
	for _, m := range mutants {
		add(grade.MutantTarget(root, m, dir))
	}
	return all, err
}

// output returns what the compiler printed.
func output(err error) string {
	if trouble := (*program.Trouble)(nil); errors.As(err, &trouble) {
		return trouble.Output
	}
	return ""
}

func mutants(t *testing.T) []specimen.Mutant {
	t.Helper()
	all, err := specimen.Mutants(sandbox.Clone(t).Root)
	if err != nil || len(all) == 0 {
		t.Fatal("no mutants found: ", err)
	}
	return all
}

func failed(l grade.LessonReport) []string {
	var ids []string
	for _, r := range l.Results {
		if r.Verdict == script.Failed {
			ids = append(ids, r.Scenario.ID())
		}
	}
	return ids
}

func noTrouble(t *testing.T, l grade.LessonReport) {
	t.Helper()
	if l.Trouble != nil {
		t.Errorf("%s: %v\n%s", l.Server, l.Trouble, l.Trouble.Output)
	}
	for _, r := range l.Results {
		if r.Verdict == script.Trouble {
			t.Errorf("%s: %s", l.Server, told(r))
		}
	}
}

// record is what happened in a run that should have failed. It may not happen again.
func record(r grade.Result) string {
	var text strings.Builder
	r.Log.Shortened(mostRecorded, "the rest").WriteTo(&text)
	return "\n" + text.String() + r.AtEnd
}

// mostRecorded is how much of such a run is printed.
var mostRecorded = trace.Size{Events: 200, Bytes: 16 << 10}

func told(r grade.Result) string {
	var text strings.Builder
	story.Style{}.Story(&text, r)
	return "\n" + text.String()
}
