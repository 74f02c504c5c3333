package cli

import (
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// TestUnaskedIsNotDone: a copy is not mended if its server file says that no key scenario applies
// to it. That is so for check, for watch and for the student's record.
func TestUnaskedIsNotDone(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	if status, out, err := s.Lab("start", "1"); status != 0 {
		t.Fatalf("start: %d\n%s%s", status, out, err)
	}
	s.Put(lesson.All[0].Copy()+"/"+course.ServerFile, "build go build -o server.exe .\nrun ./server.exe --addr 127.0.0.1:{port}\nwithout P1\n")
	status, out, err := s.Lab("check", "1")
	if status != 0 || !strings.Contains(out, "\nlesson 1 is not passed: none of its key scenarios apply to this server\n") || strings.Contains(out, "Done") {
		t.Errorf("check: status %d\n%s%s", status, out, err)
	}
	p, end := watchedIn(t, s, lesson.All[0])
	if seen := p.sees("1 of 1 scenarios of lesson 1 passed, "); !strings.Contains(seen, "lesson 1 is not passed") || strings.Contains(seen, "Done") {
		t.Errorf("watch:\n%s", seen)
	}
	end()
	if _, out, _ := s.Lab("lessons"); !strings.Contains(out, "started, 2 tries") || strings.Contains(out, "passed 20") {
		t.Errorf("lessons:\n%s", out)
	}
}

// TestCopyKeepsServe: a copy without the function that the simulator runs is not judged by the
// scenarios that need it, and is not green.
func TestCopyKeepsServe(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	if status, out, err := s.Lab("start", "8"); status != 0 {
		t.Fatalf("start: %d\n%s%s", status, out, err)
	}
	file := lesson.All[7].Copy() + "/main.go"
	s.Put(file, strings.NewReplacer("func serve(", "func talk(", "return serve(", "return talk(").Replace(s.Read(file)))
	status, out, err := s.Lab("check", "8", "--run", "steady_reader_waited_for")
	if status != ExitTrouble || !strings.Contains(strings.Join(strings.Fields(out), " "), "has no function serve(ctx context.Context, ln net.Listener) error") || !strings.Contains(out, "put it back") {
		t.Errorf("status %d\n%s%s", status, out, err)
	}
}
