package agree

import (
	"slices"
	"sync"
	"testing"

	"chatlab/lab/confine"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
)

// TestConfinedServers: right servers pass all scenarios while they are confined, too, in any
// language: a hand-in loses nothing that a server needs. They are built confined as well.
func TestConfinedServers(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	runtimes := confine.FindRuntimes(t.Context())
	for folder, needs := range map[string]string{"c": "cc", "python": "python3", "node": "node", "java": "javac"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			runtimes := runtimes
			target, copied := servedIn(t, needs, "testdata/servers/"+folder)
			runtimes.Read = append(slices.Clip(runtimes.Read), copied)
			target = confined(t, target, runtimes)
			report := runEveryLesson(t, target, slowFor(folder))
			for _, l := range report.Lessons {
				noTrouble(t, l)
				for _, r := range l.Results {
					if r.Verdict == script.Failed {
						t.Errorf("it fails:\n%s", told(r))
					}
				}
			}
		})
	}
}

// confined returns the target as a hand-in is run. It logs once what held.
func confined(t *testing.T, target grade.Target, runtimes confine.Runtimes) grade.Target {
	t.Helper()
	var once sync.Once
	spec := confine.Spec{
		Read: runtimes.Read, Path: runtimes.Path, Write: []string{confine.Here},
		Limits: confine.Usual,
		Tell:   func(held confine.Report) { once.Do(func() { t.Logf("held:\n%s", held) }) },
	}
	build := spec
	build.Builds = true
	if len(target.Build.Args) > 0 {
		target.Build = confine.Command(target.Build, build)
	}
	spec.Listens = true
	target.Command = confine.Command(target.Command, spec)
	return target
}

// TestConfinedReference: the reference server, which has every setting, passes everything
// while it is confined.
func TestConfinedReference(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	target, err := course.Reference()
	if err != nil {
		t.Fatal(err)
	}
	target = confined(t, target, confine.Runtimes{Read: target.Command.Args[:1]})
	for _, l := range runEveryLesson(t, target, 1).Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			if r.Verdict == script.Failed {
				t.Errorf("it fails:\n%s", told(r))
			}
		}
	}
}
