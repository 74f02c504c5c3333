package agree

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"chatlab/lab/confine"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
)

// TestConfinedServers: right servers in any language pass while they are confined, with
// namespaces and without: a hand-in loses nothing that a server needs. They are built confined
// as well. Two scenarios of each lesson use all that a server may need of the system.
func TestConfinedServers(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	sandbox.OfContent(t)
	runtimes := confine.FindRuntimes(t.Context())
	for _, folder := range languagesTried(t) {
		for _, alone := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, alone %v", folder, alone), func(t *testing.T) {
				t.Parallel()
				target, copied := servedIn(t, compilers[folder], "testdata/servers/"+folder)
				spec := confine.Spec{Read: append(slices.Clip(runtimes.Read), copied), Path: runtimes.Path, Alone: alone}
				passesConfined(t, target, spec, slowFor(folder), 2)
			})
		}
	}
}

// TestConfinedReference: the reference server, which has every setting, passes everything
// while it is confined; in a share, two scenarios of each lesson.
func TestConfinedReference(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	sandbox.OfContent(t)
	target, err := course.Reference()
	if err != nil {
		t.Fatal(err)
	}
	first := 2
	if share.Whole(t) {
		first = 1000
	}
	passesConfined(t, target, confine.Spec{Read: target.Command.Args[:1]}, 1, first)
}

// passesConfined runs the first scenarios of each lesson on a target, as a hand-in is run. It
// logs once what held.
func passesConfined(t *testing.T, target grade.Target, spec confine.Spec, slow float64, first int) {
	t.Helper()
	var once sync.Once
	spec.Tell = func(held confine.Report) { once.Do(func() { t.Logf("held:\n%s", held) }) }
	spec.Write, spec.Limits = []string{confine.Here}, confine.Usual
	build := spec
	build.Builds = true
	if len(target.Build.Args) > 0 {
		target.Build = confine.Command(target.Build, build)
	}
	spec.Listens = true
	target.Command = confine.Command(target.Command, spec)
	var jobs []grade.Job
	for _, l := range lesson.All {
		all := scenarios(t, l)
		jobs = append(jobs, grade.Job{Lesson: l, Target: target, Scenarios: all[:min(first, len(all))]})
	}
	for _, l := range grade.Run(t.Context(), jobs, oneBuilder(t), grade.Options{Slots: lawSlots, Slow: slow}).Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			if r.Verdict == script.Failed {
				t.Errorf("it fails:\n%s", told(r))
			}
		}
	}
}
