package grade

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// Test runs a lesson on the program of the folder that the test is in, with a
// subtest for each scenario. The test that `lab start` writes calls it.
func Test(t *testing.T, id string) {
	t.Helper()
	l, err := lesson.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dependOn(t, folder)
	root, err := lesson.Root(folder)
	if err != nil {
		t.Fatal(err)
	}
	scenarios, err := Scenarios(root, l)
	if err != nil {
		t.Fatal(err)
	}
	builder := &Builder{Root: root, Dir: t.TempDir(), Race: RaceEnabled}
	job := Job{Lesson: l, Target: Target{Kind: Copy, Caption: "./" + l.Copy(), Folder: folder, Announces: true}}
	command, err := builder.Command(t.Context(), job.Target)
	if err != nil {
		t.Fatal(troubleText(asTrouble(err)))
	}
	for _, sc := range scenarios {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			testScenario(t, builder, job, sc, command)
		})
	}
}

// dependOn reads every file below folder. Go keeps the result of a test until
// something changes that the test binary is made of, or that it has read: the
// program under test is neither, unless we read it.
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

func testScenario(t *testing.T, builder *Builder, job Job, sc script.Scenario, command program.Command) {
	t.Helper()
	// The run ends itself: each of its waits has a limit. A context that ends
	// with the test would end the server before its last words are read.
	r := (&run{builder: builder, opts: Options{Keep: KeepFailed, From: builder.Root}}).scenario(context.WithoutCancel(t.Context()), job, sc, command)
	for _, what := range r.Stays {
		t.Log(Left(what))
	}
	if r.Verdict == script.Passed {
		return
	}
	r.Test = fmt.Sprintf("go test ./%s -run TestLesson/%s", job.Lesson.Copy(), sc.Name)
	if RaceEnabled {
		r.Test = strings.Replace(r.Test, "test", "test -race", 1)
	}
	var story strings.Builder
	Style{}.Story(&story, r)
	t.Errorf("\n%s", story.String())
}

func troubleText(trouble *program.Trouble) string {
	var text strings.Builder
	Style{}.Trouble(&text, trouble)
	return "\n" + text.String()
}
