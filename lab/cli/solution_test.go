package cli

import (
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/sandbox"
	"chatlab/lab/specimen"
)

// TestSolutionWaits: the solution is shown only after the copy has passed, unless the
// student insists.
func TestSolutionWaits(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	first := lesson.All[0]
	shown := "server/server.go:"
	refuses := func(after, how string) {
		t.Helper()
		status, out, err := s.Lab("solution", "1")
		if status != ExitFailed || out != "" || !strings.Contains(err, how) || !strings.Contains(err, "--anyway") {
			t.Errorf("after %s: status %d, want %q in %q, and no solution: %q", after, status, how, err, out)
		}
	}
	refuses("nothing", "go tool lab start 1")
	if status, out, _ := s.Lab("solution", "1", "--anyway"); status != 0 || !strings.Contains(out, shown) || strings.Contains(out, "yours") {
		t.Errorf("--anyway without a copy: status %d\n%s", status, out)
	}
	s.Lab("start", "1")
	s.Lab("check", "1", "--run", "greeting_and_name")
	refuses("a try", "until go tool lab check 1 is green")

	mend(t, first, s.Path(first.Copy()+"/main.go"))
	s.Lab("check", "1")
	status, out, err := s.Lab("solution", "1")
	for _, want := range []string{
		"after 2 tries", first.Fault,
		"yours   work/01-one-at-a-time/main.go (not shown)\n",
		"  -         serve(conn)\n", "  +         go serve(conn)\n",
		shown, "Server.acceptLoop\n", "Server.start\n", "read    docs/01-one-at-a-time.md",
	} {
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("after a pass: status %d, want %q in:\n%s%s", status, want, out, err)
		}
	}
}

// TestSolutionsAreShownTruly: each numbered line is at that number in the broken server, or
// in the mended one.
func TestSolutionsAreShownTruly(t *testing.T) {
	for _, l := range lesson.All {
		fix, err := patch.Read(sandbox.Clone(t).Path(l.Fix()))
		if err != nil {
			t.Fatal(err)
		}
		files, err := specimen.Of(sandbox.Clone(t).Root, l)
		if err != nil {
			t.Fatal(err)
		}
		diffs, err := fix.Diffs(files.Read)
		if err != nil {
			t.Fatal(err)
		}
		mended, err := files.With(fix)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range diffs {
			was, is := strings.Split(string(files[h.File]), "\n"), strings.Split(string(mended[h.File]), "\n")
			for _, line := range h.Lines {
				if line.Was > 0 && was[line.Was-1] != line.Text || line.Is > 0 && is[line.Is-1] != line.Text {
					t.Errorf("%s: line %d, %d is not %q", l.Fix(), line.Was, line.Is, line.Text)
				}
			}
		}
		if s, err := sandbox.Clone(t).Solution(l); err != nil || len(s.WellDone) == 0 {
			t.Errorf("%s shows %v of the reference server, %v", l.Page(), s.WellDone, err)
		}
	}
}
