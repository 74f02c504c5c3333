package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
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

// TestWatchEndsWithAKey: Ctrl-C and Ctrl-\ end it as the signals do that they send elsewhere, and
// the terminal is restored.
func TestWatchEndsWithAKey(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "1")
	for key, status := range map[string]int{"\x03": ExitInterrupted, "\x1c": ExitQuit} {
		p, _, line, program := atTerminal(t, s.Root, "xterm", "watch", "1")
		p.sees("checking\r\n")
		p.types(key)
		p.sees("lab: interrupted; work/01-one-at-a-time is not watched any more")
		p.leaves()
		if got := program.ProcessState.ExitCode(); got != status {
			t.Errorf("%q: exit status %d, want %d", key, got, status)
		}
		if !reflect.DeepEqual(plainMode(t), modeOf(t, line)) {
			t.Errorf("%q: the terminal is left in another mode", key)
		}
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

// TestWatchSeesASaveDuringTheFirstBuild: a save while the first build runs has a check of its own.
func TestWatchSeesASaveDuringTheFirstBuild(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "own", "--in", "go")
	gate := filepath.Join(t.TempDir(), "gate")
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	s.Put("work/own/build.sh", "read go <'"+gate+"'\ngo build -o server.exe .\n")
	file := "work/own/chatlab.server"
	s.Put(file, regexp.MustCompile(`(?m)^build .*$`).ReplaceAllString(s.Read(file), "build sh build.sh"))
	through := func(meanwhile func()) {
		t.Helper()
		w, err := os.OpenFile(gate, os.O_WRONLY, 0) // waits until the build reads
		if err != nil {
			t.Fatal(err)
		}
		meanwhile()
		if _, err := w.WriteString("go\n"); err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
	p, end := watchedIn(t, s, lesson.Own)
	main := s.Path("work/own/main.go")
	through(func() { save(t, main, strings.Replace(s.Read("work/own/main.go"), "Welcome!", "Hello!", 1)) })
	p.sees("checking, since you saved main.go")
	through(func() {})
	if seen := p.sees("0 of 1 scenarios of the stages so far passed, "); strings.Contains(seen, "checking") {
		t.Errorf("there is a third check:\n%s", seen)
	}
	end()
}
