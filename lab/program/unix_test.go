//go:build unix

package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
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
	"forks": func(args []string) {
		ln := listen(args)
		fork("ignores interrupts", "--addr", host+":0")
		fmt.Printf("listening on %s\n", ln.Addr())
		serve(ln)
	},
	// The parent ends at once. Its child goes on, and keeps the pipes open.
	"forks and ends": func([]string) {
		child := fork("ignores interrupts", "--addr", host+":0")
		fmt.Println("child", child.Process.Pid)
	},
	"listens elsewhere": func(args []string) {
		_, port, err := net.SplitHostPort(args[1])
		if err != nil {
			panic(err)
		}
		serve(listen([]string{"--addr", net.JoinHostPort(otherHost, port)}))
	},
	"leaves the work to a child":   func(args []string) { fork("ignores interrupts", args...).Wait() },
	"has a child that eats memory": func([]string) { fork("eats memory").Wait() },
	// A daemon is a grandchild of the process that starts it, in another session.
	"daemonizes and stays": func(args []string) {
		inSession("daemonizes", args...).Wait()
		io.Copy(io.Discard, os.Stdin)
	},
	"daemonizes": func(args []string) {
		child := inSession("ignores interrupts", args...)
		fmt.Println("child", child.Process.Pid)
	},
	"has a daemon that nobody finds": func(args []string) {
		daemon := exec.Command(os.Args[0], append([]string{"ignores interrupts"}, args...)...)
		daemon.Env, daemon.SysProcAttr = []string{}, &syscall.SysProcAttr{Setsid: true}
		if err := daemon.Start(); err != nil {
			panic(err)
		}
		fmt.Println("child", daemon.Process.Pid)
		io.Copy(io.Discard, os.Stdin)
	},
	"is a kit that never ends": func([]string) {
		self, err := os.Executable()
		if err != nil {
			panic(err)
		}
		if _, err := Start(context.Background(), Command{Args: []string{self, "says nothing"}}, Options{}); err != nil {
			panic(err)
		}
		select {}
	},
	// A `go` command that hangs in a build: see TestBuildIsInterrupted.
	"build": func([]string) { fork("says nothing", "--addr", host+":0").Wait() },
}

// otherHost is an address of this machine, on Linux.
const otherHost = "127.0.1.1"

func fork(name string, args ...string) *exec.Cmd {
	return start(name, args, nil)
}

// inSession is fork, but into a new session.
func inSession(name string, args ...string) *exec.Cmd {
	return start(name, args, &syscall.SysProcAttr{Setsid: true})
}

func start(name string, args []string, attr *syscall.SysProcAttr) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	child := exec.Command(self, append([]string{name}, args...)...)
	child.Stdout, child.Stderr, child.SysProcAttr = os.Stdout, os.Stderr, attr
	if err := child.Start(); err != nil {
		panic(err)
	}
	return child
}

// alive reports whether there is such a process. A zombie, whose exit status nobody has
// taken, does not count.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil && strings.Contains(string(stat), ") Z ") {
		return false
	}
	return syscall.Kill(pid, 0) == nil
}

// gone waits until there is no such process. Use it only if the process may still be ending.
// The kernel sends no event for that.
func gone(t *testing.T, pid int) {
	t.Helper()
	limit := time.After(testLimit)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for alive(pid) {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("process %d is still there", pid)
		}
	}
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

// TestChildrenGoWithTheirParent: when Stop or Kill returns, or Start fails, nothing that the
// program started is left running.
func TestChildrenGoWithTheirParent(t *testing.T) {
	for name, end := range map[string]func(*Program){
		"forks":                      (*Program).Stop,
		"leaves the work to a child": (*Program).Kill,
	} {
		all := newRegister(t)
		p := begin(t, command(name), Options{Env: all.env()})
		parent, child := all.next(t), all.next(t)
		end(p)
		if alive(parent) || alive(child) {
			t.Errorf("%s: left are the parent: %v, the child: %v", name, alive(parent), alive(child))
		}
	}
	why := trouble(t, command("forks and ends"), Options{})
	if !strings.Contains(why.What, "ended before it listened: exit status 0") {
		t.Errorf("%+v", why)
	}
	var child int
	if _, err := fmt.Sscanf(why.Output, "child %d", &child); err != nil || alive(child) {
		t.Errorf("%q: %v, left: %v", why.Output, err, alive(child))
	}
}

// TestWhatStaysIsNamed: a daemon that we can't find is reported by its port.
func TestWhatStaysIsNamed(t *testing.T) {
	p := begin(t, command("has a daemon that nobody finds"), Options{})
	caller(t, p) // the daemon listens, perhaps before its parent has told its id
	p.AwaitOutput(t.Context(), func(printed string) bool { return strings.HasSuffix(printed, "\n") })
	var daemon int
	if _, err := fmt.Sscanf(p.Output(), "child %d", &daemon); err != nil {
		t.Fatalf("%q: %v", p.Output(), err)
	}
	t.Cleanup(func() { // runs before the cleanup of begin
		syscall.Kill(daemon, syscall.SIGKILL)
		syscall.Wait4(daemon, nil, 0, nil) // where orphans become our children
		gone(t, daemon)
	})
	if what := p.LeftRunning(); what != "" {
		t.Errorf("before it has ended: %q", what)
	}
	p.Kill()
	if what := p.LeftRunning(); !strings.Contains(what, "accepts connections on "+p.Addr()) {
		t.Errorf("it stays at %s, and this is told: %q", p.Addr(), what)
	}
}

// TestBuildIsInterrupted: a cancelled build leaves no compiler running.
func TestBuildIsInterrupted(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "go")); err != nil {
		t.Fatal(err)
	}
	all := newRegister(t)
	t.Setenv("PATH", bin)
	t.Setenv("REGISTER", all.ln.Addr().String())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	failed := make(chan error)
	go func() {
		_, err := Build(ctx, Go{Dir: t.TempDir(), Out: filepath.Join(bin, "out")})
		failed <- err
	}()
	compiler, child := all.next(t), all.next(t)
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	gone(t, compiler)
	gone(t, child)
}
