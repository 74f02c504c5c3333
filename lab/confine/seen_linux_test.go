package confine

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"chatlab/lab/program"
)

// much is so much memory that the system takes a while to free it.
const much = 400 << 20

// endSlowly fills memory, and ends when its input does.
func endSlowly() {
	memory, err := unix.Mmap(-1, 0, much, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_POPULATE)
	fmt.Println("ready", len(memory), err)
	var word string
	fmt.Scan(&word)
	unix.Exit(0)
}

// TestSeen: the kit sees of a confined program what verdicts rest on: its memory, when it is
// idle, and that it is ending. That takes the system some tens of milliseconds, in which a busy
// machine may not run this test, so it has several programs to see.
func TestSeen(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		for range 5 {
			if seenToEnd(t, s) {
				return
			}
		}
		t.Fatal("none of five programs was seen to be ending")
	})
}

// seenToEnd starts a program, and reports whether it was seen to be ending.
func seenToEnd(t *testing.T, s *Spec) bool {
	before := children(t)
	p := begin(t, t.TempDir(), s, "ends slowly")
	p.AwaitOutput(t.Context(), func(text string) bool { return strings.Contains(text, "ready") })
	if p.Memory() < much {
		t.Errorf("it holds %d bytes: %s", p.Memory(), p.Output())
	}
	if !p.Squeeze(program.Squeeze{Descriptors: 1}) {
		t.Error("its limits can't be lowered")
	}
	p.AwaitIdle(t.Context())
	if s != nil { // the worker's own end must not be taken for the program's
		for _, pid := range children(t) {
			if !slices.Contains(before, pid) {
				syscall.Kill(pid, syscall.SIGSTOP)
				defer syscall.Kill(pid, syscall.SIGCONT)
			}
		}
	}
	p.EndInput()
	for limit := time.Now().Add(5 * time.Second); !p.Exiting(); time.Sleep(time.Millisecond / 10) { // the kernel gives no event
		if _, ended := p.Ended(); ended || time.Now().After(limit) {
			return false
		}
	}
	if s != nil {
		return true
	}
	p.AwaitEnd(t.Context())
	if how, _ := p.Ended(); how != "exit status 0" {
		t.Error(how)
	}
	return true
}
