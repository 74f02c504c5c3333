package labtest

import (
	"context"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// Own takes the server in the folder of the test through the stages of lesson.Own, with a
// subtest for each, until one is red. The test that `lab start own` writes calls it.
func Own(t *testing.T) {
	t.Helper()
	_, root := here(t)
	kit := course.Kit{Root: root}
	builder := &grade.Builder{Root: root, Dir: t.TempDir()}
	// The check ends by itself. A context that ends with the test would end the server before
	// we have read its last output.
	judged, err := kit.CheckOwn(context.WithoutCancel(t.Context()), builder, course.OwnCheck{
		Options: grade.Options{Keep: grade.KeepFailed, From: root, Whole: story.Style{}.Whole, Advise: story.Style{}.Advice},
		Judged:  func(s course.StageReport) { testStage(t, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := kit.RecordOwn(judged); err != nil {
		t.Logf("your progress was not saved: %v", err)
	}
}

// testStage is the subtest of a stage that was judged.
func testStage(t *testing.T, s course.StageReport) {
	t.Run(s.Whole(), func(t *testing.T) {
		for _, l := range s.Lessons {
			if l.Trouble != nil {
				t.Fatal(troubleText(l.Trouble))
			}
			for _, r := range l.Results {
				for _, what := range r.LeftRunning {
					t.Log(story.Left(what))
				}
				if r.Verdict == script.Failed || r.Verdict == script.Trouble {
					var told strings.Builder
					story.Style{}.Story(&told, r)
					t.Errorf("\n%s", told.String())
				}
			}
		}
		if s.Verdict() == script.Skipped {
			t.Skip("it does not apply to this server")
		}
	})
}
