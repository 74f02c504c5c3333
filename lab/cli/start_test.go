package cli

import (
	"os"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// TestStartInPython: a student can start, check, mend and pass a lesson in Python as in Go. If
// a copy does not build or start, the check says why.
func TestStartInPython(t *testing.T) {
	share.Costly(t)
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	t.Parallel()
	s := sandbox.New(t)
	expect := expects(t, s)
	expect(ExitUsage, "lessons in Python are 1, 2, 3, 4, 5, 6, 7, 10", "start", "9", "--in", "python")
	expect(ExitUsage, `lessons are in go and python, not in "ruby"`, "start", "3", "--in", "ruby")
	expect(0, "watch 3", "start", "3", "--in", "python")
	expect(ExitFailed, "was not changed", "start", "3", "--in", "python")
	expect(ExitFailed, "✗ 03-half-a-message · split_write", "check", "3", "--run", "split_write")
	expect(0, `conn.makefile("rb")`, "hint", "3", "--level", "3")
	file := s.Path("work/03-half-a-message/server.py")
	fix, err := specimen.PythonFix(s.Root, lesson.All[2])
	if err != nil {
		t.Fatal(err)
	}
	mendPython(t, file, fix)
	expect(0, "Done: lesson 3.", "check", "3")
	expect(0, "next    go tool lab start 4 --in python", "lessons")
	expect(0, "passed", "lessons")
	expect(0, "broken  testdata/broken/python/03-half-a-message/server.py", "solution", "3")
	expect(0, "docs/python.md", "start", "10", "--in", "python")
	expect(0, "broken  testdata/broken/python/10-clean-shutdown/server.py", "solution", "10", "--anyway")
	s.Put("work/03-half-a-message/server.py", "def x(:\n")
	expect(ExitTrouble, "SyntaxError", "check", "3", "--run", "split_write")
	s.Put("work/03-half-a-message/chatlab.server", "build python3 -c 'import sys; sys.exit(\"no such luck\")'\nrun python3 server.py {port}\n")
	expect(ExitTrouble, "no such luck", "check", "3", "--run", "split_write")
}

func mendPython(t *testing.T, file string, fix patch.Patch) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	mended, err := (specimen.Files{specimen.PythonMain: text}).With(fix)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, mended[specimen.PythonMain], 0o666); err != nil {
		t.Fatal(err)
	}
}
