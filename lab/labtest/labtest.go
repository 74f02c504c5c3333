// Package labtest runs a lesson as a Go test, with `go test ./work/…`. It tests the program
// in the folder of the test. It has no scenarios of its own.
//
//   - labtest.go: a lesson; own.go: the student's own server, stage by stage
package labtest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// Test runs a lesson on the program in the folder of the test, with a subtest for each
// scenario. The test that `lab start` writes calls it.
func Test(t *testing.T, id string) {
	t.Helper()
	l, err := lesson.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	folder, root := here(t)
	scenarios, err := grade.Scenarios(root, l)
	if err != nil {
		t.Fatal(err)
	}
	builder := &grade.Builder{Root: root, Dir: t.TempDir(), Race: grade.RaceEnabled}
	job := grade.Job{Lesson: l, Target: grade.Target{Kind: grade.Copy, Caption: "./" + l.Copy(), Folder: folder, Announces: true}}
	built := grade.Run(t.Context(), []grade.Job{job}, builder, grade.Options{}) // only builds: it has no scenarios yet
	if trouble := built.Lessons[0].Trouble; trouble != nil {
		t.Fatal(troubleText(trouble))
	}
	for _, sc := range scenarios {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			job := job
			job.Scenarios = []script.Scenario{sc}
			testScenario(t, builder, job)
		})
	}
}

// here returns the folder of the test, on which its result depends, and the kit's.
func here(t *testing.T) (folder, root string) {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dependOn(t, folder)
	if root, err = lesson.Root(folder); err != nil {
		t.Fatal(err)
	}
	return folder, root
}

// dependOn reads every file below folder. Go caches a test's result until the test binary
// changes, or a file that the test has read. The program under test is neither, unless we
// read it.
func dependOn(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(file string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			_, err = os.ReadFile(file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testScenario(t *testing.T, builder *grade.Builder, job grade.Job) {
	t.Helper()
	// The run ends by itself: each wait has a limit. A context that ends with the test
	// would end the server before we have read its last output.
	report := grade.Run(context.WithoutCancel(t.Context()), []grade.Job{job}, builder, grade.Options{Keep: grade.KeepFailed, From: builder.Root, Whole: story.Style{}.Whole, Advise: story.Style{}.Advice})
	r := report.Lessons[0].Results[0]
	for _, what := range r.LeftRunning {
		t.Log(story.Left(what))
	}
	if r.Verdict == script.Passed {
		return
	}
	r.Test = fmt.Sprintf("go test ./%s -run TestLesson/%s", job.Lesson.Copy(), r.Scenario.Name)
	if grade.RaceEnabled {
		r.Test = strings.Replace(r.Test, "test", "test -race", 1)
	}
	var told strings.Builder
	story.Style{}.Story(&told, r)
	t.Errorf("\n%s", told.String())
}

func troubleText(trouble *program.Trouble) string {
	var text strings.Builder
	story.Style{}.Trouble(&text, trouble)
	return "\n" + text.String()
}
