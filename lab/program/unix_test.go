//go:build unix

package program

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// systemPrograms are programs that only some systems can run.
var systemPrograms = map[string]func([]string){
	"ignores interrupts": func(args []string) {
		signal.Ignore(os.Interrupt)
		serve(listen(args))
	},
	// The parent ends at once; its child keeps the pipes open and goes on.
	"forks and ends": func([]string) {
		child := exec.Command(os.Args[0], "ignores interrupts", "--addr", "127.0.0.1:0")
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Printf("child %d\n", child.Process.Pid)
	},
	"forks": func(args []string) {
		ln := listen(args)
		child := exec.Command(os.Args[0], "ignores interrupts", "--addr", "127.0.0.1:0")
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Printf("child %d\nlistening on %s\n", child.Process.Pid, ln.Addr())
		serve(ln)
	},
}

// gone waits until the process is no more, or a zombie that nobody of ours
// has to wait for.
func gone(t *testing.T, pid int) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if syscall.Kill(pid, 0) != nil || err == nil && strings.Contains(string(stat), ") Z ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("process %d is still there", pid)
		}
	}
}

func childOf(t *testing.T, output string) int {
	t.Helper()
	_, text, _ := strings.Cut(output, "child ")
	text, _, _ = strings.Cut(text, "\n")
	pid, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("no child in %q", output)
	}
	return pid
}

func TestInterruptIsNotEnough(t *testing.T) {
	p := begin(t, command("ignores interrupts"), Options{Slow: 0.1})
	p.Stop()
	if how, ended := p.Ended(); !ended || how != "signal: killed" {
		t.Errorf("ended %v: %s", ended, how)
	}
}

func TestInterruptIsEnough(t *testing.T) {
	p := begin(t, command("says nothing"), Options{})
	p.Stop()
	if how, ended := p.Ended(); !ended || how != "signal: interrupt" {
		t.Errorf("ended %v: %s", ended, how)
	}
}

// TestChildrenGoWithTheirParent: nothing that a program started is left.
func TestChildrenGoWithTheirParent(t *testing.T) {
	forks := command("forks")
	forks.Announces = true // so that it has told of its child when it is ready
	p := begin(t, forks, Options{})
	child := childOf(t, p.Output())
	p.Stop()
	gone(t, child)

	why := trouble(t, command("forks and ends"), Options{})
	if !strings.Contains(why.What, "ended before it listened") {
		t.Errorf("%+v", why)
	}
	gone(t, childOf(t, why.Output))
}
