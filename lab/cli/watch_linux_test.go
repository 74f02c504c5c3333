package cli

import (
	"reflect"
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
	p.sees("h hint   a again   q quit")
	before, raw := plainMode(t), modeOf(t, line)
	if reflect.DeepEqual(before, raw) {
		t.Fatal("keys don't come one by one")
	}
	p.types("n") // ignored until the lesson has passed
	p.types("h")
	p.sees("Hint 1 of 4: There is a connection")
	p.types("h")
	p.sees("Hint 2 of 4: The second caller")
	p.types("a")
	p.sees("checking\r\n")
	p.sees("h hint   a again   q quit")
	mend(t, first, s.Path(first.Copy()+"/main.go"))
	p.sees("Done: lesson 1.")
	p.sees("n next: lesson 2   a again   q quit")
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
