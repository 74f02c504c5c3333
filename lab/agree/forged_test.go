package agree

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// forgedFolder has hand-ins that answer for the simulator, or know it. Each is laid over the
// broken server of lesson 14.
const forgedFolder = "testdata/forged"

// TestForgedReplies: a hand-in that is built together with the simulator can't pass a scenario
// there by what it says about itself, nor by serving nobody. Trouble with it is not the kit's,
// which would cost no marks. A right one passes.
func TestForgedReplies(t *testing.T) {
	takesGrading(t)
	t.Parallel()
	sandbox.OfContent(t)
	k := sandbox.Clone(t)
	l, err := lesson.Find("14")
	if err != nil {
		t.Fatal(err)
	}
	given, err := specimen.Of(k.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	all, err := grade.Scenarios(k.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(sc script.Scenario) bool { return !sc.Simulates() })
	files, err := filepath.Glob(k.Path(forgedFolder + "/*.txtar"))
	if err != nil || len(files) == 0 || len(all) == 0 {
		t.Fatal(files, all, err)
	}
	mended, err := specimen.Mended(k.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("mended", func(t *testing.T) {
		for _, r := range gradeForged(t, k, l, mended, all) {
			if r.Verdict != script.Passed {
				t.Errorf("%s: %v %v %v", r.Scenario.Name, r.Verdict, r.Outcome.Trouble, r.Failure)
			}
		}
	})
	helped := atHome(t, k)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			forged := maps.Clone(given)
			maps.Copy(forged, helped)
			for _, f := range archive.Files {
				forged[f.Name] = f.Data
			}
			for _, r := range gradeForged(t, k, l, forged, all) {
				t.Log(r.Verdict, r.Outcome.Trouble, r.Failure)
				ofTheKit := r.Outcome.Trouble != nil && r.Outcome.Trouble.Kind == program.OfTheKit
				if r.Verdict != script.Failed && r.Verdict != script.Trouble || ofTheKit {
					t.Errorf("%s: %v %v", r.Scenario.Name, r.Verdict, r.Outcome.Trouble)
				}
			}
		})
	}
}

// atHome returns the files that help hand-ins to forge. One has for each seed, in JSON, what the
// crowd does: a student could find that out at home.
func atHome(t *testing.T, k course.Kit) specimen.Files {
	t.Helper()
	pipes, err := os.ReadFile(k.Path(forgedFolder + "/athome/pipes.go"))
	if err != nil {
		t.Fatal(err)
	}
	crowds := map[uint64]string{}
	for seed := range uint64(100) {
		c, err := hunt.Case{Seed: seed}.Full()
		if err != nil {
			t.Fatal(err)
		}
		ops, err := json.Marshal(c.Ops)
		if err != nil {
			t.Fatal(err)
		}
		crowds[seed] = string(ops)
	}
	return specimen.Files{"pipes.go": pipes, "crowds.go": fmt.Appendf(nil, "package main\n\nvar crowds = %#v\n", crowds)}
}

// gradeForged runs scenarios on a hand-in that is not confined, and is not refused.
func gradeForged(t *testing.T, k course.Kit, l lesson.Lesson, handIn specimen.Files, all []script.Scenario) []grade.Result {
	t.Helper()
	source, out := t.TempDir(), t.TempDir()
	if err := handIn.Write(source, "chatlab/"+l.Copy()); err != nil {
		t.Fatal(err)
	}
	handed, err := k.Handed(l, source, out, course.Asked{})
	if err != nil {
		t.Fatal(err)
	}
	b := k.Builder(out)
	b.Stranger = true
	report := grade.Run(t.Context(), []grade.Job{{Lesson: l, Target: handed.Target, Scenarios: all}}, b, grade.Options{})
	if trouble := report.Lessons[0].Trouble; trouble != nil {
		t.Fatal(trouble)
	}
	return report.Lessons[0].Results
}
