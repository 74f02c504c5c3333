package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// TestWatchKeys: the keys work at a terminal, and the terminal is restored.
func TestWatchKeys(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	first, second := lesson.All[0], lesson.All[1]
	s.Lab("start", first.ID())
	p, _, line, program := atTerminal(t, s.Root, "xterm", "watch", first.ID())
	verdict := p.sees("1 of 4 scenarios of lesson 1 passed")
	if !regexp.MustCompile(`received   [^\n]*\r\n([^\n]+\r\n)*[0-9:]{8} 1 of 4 `).MatchString(verdict) {
		t.Errorf("the count is not below the verdict, in the same block:\n%s", verdict)
	}
	p.sees("h hint   f files and more   o picture   l list   a again   q quit")
	before, raw := plainMode(t), modeOf(t, line)
	if reflect.DeepEqual(before, raw) {
		t.Fatal("keys don't come one by one")
	}
	p.types("n") // ignored until the lesson has passed
	p.types("h")
	p.sees("Hint 1 of 4: There is a connection")
	p.types("h")
	p.sees("Hint 2 of 4: The second caller")
	p.types("l")
	p.sees("01-one-at-a-time/second_caller_served  ")
	p.types("f")
	p.sees("again   go tool lab check 1 --run second_caller_served")
	p.types("x") // no key
	p.sees("h hint   f files and more   o picture   l list   a again   q quit")
	p.types("a")
	p.sees("checking\r\n")
	p.sees("h hint   f files and more   o picture   l list   a again   q quit")
	mend(t, first, s.Path(first.Copy()+"/main.go"))
	p.sees("Done: lesson 1.")
	p.sees("n next: lesson 2   l list   a again   q quit")
	p.types("n")
	p.sees("✗ 02-first-chat · no_echo")
	if !s.HasCopy(second) {
		t.Error("the next lesson was not started")
	}
	p.sees("h hint")
	p.types("q")
	p.leaves()
	if status := program.ProcessState.ExitCode(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if !reflect.DeepEqual(before, modeOf(t, line)) {
		t.Error("the terminal is left in another mode")
	}
}

// TestWatchOpensThePicture: the key o hands the picture of the failure to the system.
func TestWatchOpensThePicture(t *testing.T) {
	s := sandbox.New(t)
	s.Lab("start", "1")
	tools := t.TempDir()
	opener := "#!/bin/sh\necho \"$1\" > " + tools + "/opened\n"
	if err := os.WriteFile(filepath.Join(tools, "xdg-open"), []byte(opener), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", tools+":"+os.Getenv("PATH"))
	p, _, _, _ := atTerminal(t, s.Root, "xterm", "watch", "1")
	p.sees("o picture")
	p.types("o")
	p.sees("picture work/.lab/runs/01-one-at-a-time/")
	p.types("q")
	p.leaves()
	opened, err := os.ReadFile(filepath.Join(tools, "opened"))
	if err != nil || !strings.HasSuffix(string(opened), "picture.html\n") {
		t.Errorf("opened: %q, %v", opened, err)
	}
}
