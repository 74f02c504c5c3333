package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatlab/lab/reaper"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// hermit is a server that never listens. It starts an orphan in another session, which
// writes to a pipe when it has begun.
const hermit = `#!/bin/sh
(setsid sh -c 'echo began >"$0"; exec sleep 1000' "$1" &)
exec sleep 1000
`

// TestEndings: however a check ends, its exit status says how. It leaves no process and no
// temporary folder.
func TestEndings(t *testing.T) {
	t.Parallel()
	dir := sandbox.Copy(t)
	script := filepath.Join(t.TempDir(), "hermit.sh")
	if err := os.WriteFile(script, []byte(hermit), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		end    func(r *running)
		status int
	}{
		{"SIGINT", func(r *running) { r.signal(r.guard(), syscall.SIGINT) }, 130},
		{"SIGTERM", func(r *running) { r.signal(r.guard(), syscall.SIGTERM) }, 143},
		{"SIGHUP", func(r *running) { r.signal(r.guard(), syscall.SIGHUP) }, 129},
		{"SIGQUIT", func(r *running) { r.signal(r.guard(), syscall.SIGQUIT) }, 131},
		{"SIGINT, as from a terminal", func(r *running) { r.signal(-r.guard(), syscall.SIGINT) }, 130},
		{"a terminal that is closed", func(r *running) {
			r.signal(-r.guard(), syscall.SIGHUP)
			r.signal(-r.guard(), syscall.SIGHUP)
		}, 129},
		{"SIGTERM to the kit", func(r *running) { r.signal(r.kit(), syscall.SIGTERM) }, 130},
		{"SIGABRT", func(r *running) { r.signal(r.guard(), syscall.SIGABRT) }, 134},
		{"SIGKILL to the kit", func(r *running) { r.signal(r.kit(), syscall.SIGKILL) }, ExitTrouble},
		{"a crash of the kit", func(r *running) { r.signal(r.kit(), syscall.SIGSEGV) }, ExitTrouble},
		{"SIGKILL to the guard", func(r *running) { r.signal(r.guard(), syscall.SIGKILL) }, -1},
		{"a closed pipe", func(r *running) { r.out.Close() }, ExitPipe},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fifo := filepath.Join(t.TempDir(), "began")
			if err := syscall.Mkfifo(fifo, 0o600); err != nil {
				t.Skip("no named pipes here: ", err)
			}
			r := beginLab(t, dir, "check", "1", "--run", "greeting_and_name", "--slow", "0.05", "--server", script+" "+fifo)
			r.awaitWords(fifo)
			c.end(r)
			if status := r.awaitEnd(); status != c.status {
				t.Errorf("exit status %d, want %d; it says %q", status, c.status, r.err.String())
			}
			r.nobodyLeft()
			if left, _ := os.ReadDir(r.tmp); len(left) > 0 {
				t.Errorf("temporary folders: %v", left)
			}
		})
	}
}

// TestEndingsOfLongCommands: each command that starts something in its own way leaves
// nothing running.
func TestEndingsOfLongCommands(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	dir := sandbox.Copy(t)
	ends := []struct {
		name   string
		end    func(*running)
		status int
	}{
		{"SIGTERM", func(r *running) { r.signal(r.guard(), syscall.SIGTERM) }, 128 + int(syscall.SIGTERM)},
		{"SIGKILL to the kit", func(r *running) { r.signal(r.kit(), syscall.SIGKILL) }, ExitTrouble},
		{"a closed pipe", func(r *running) { r.out.Close() }, ExitPipe}, // also if nothing is written for a long time
	}
	for _, args := range [][]string{
		{"vet", "scripts/01-one-at-a-time/second_caller_served.txtar"},
		{"sim", "--seeds", "1000000"},
		{"check", "--mutant", "echo"},
	} {
		for _, c := range ends {
			t.Run(args[0]+", "+c.name, func(t *testing.T) {
				t.Parallel()
				r := beginLab(t, dir, args...)
				r.await("it has started something", func() bool { return len(r.processes()) > 2 })
				c.end(r)
				if status := r.awaitEnd(); status != c.status {
					t.Errorf("exit status %d, want %d; it says %q", status, c.status, r.err.String())
				}
				r.nobodyLeft()
			})
		}
	}
}

// A running is a lab under test, with its guard. All its processes have a mark in their
// environment.
type running struct {
	t       *testing.T
	mark    string
	tmp     string // its TMPDIR
	command *exec.Cmd
	out     *os.File // its standard output, which nobody reads
	err     strings.Builder
}

func beginLab(t *testing.T, dir string, args ...string) *running {
	t.Helper()
	r := &running{t: t, mark: "CHATLAB_TEST=" + t.TempDir(), tmp: t.TempDir(), command: sandbox.Command(t, dir, args...)}
	out, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	r.out, r.command.Stdout, r.command.Stderr = out, theirs, &r.err
	r.command.Env = append(r.command.Env, r.mark, "TMPDIR="+r.tmp)
	r.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	t.Cleanup(func() {
		for _, pid := range r.processes() {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return r
}

func (r *running) guard() int { return r.command.Process.Pid }

// kit returns the kit, which is the child of the guard.
func (r *running) kit() int {
	r.t.Helper()
	for _, pid := range r.processes() {
		stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if _, after, ok := strings.Cut(string(stat), ") "); ok && strings.Fields(after)[1] == strconv.Itoa(r.guard()) {
			return pid
		}
	}
	r.t.Fatal("the guard has no child")
	return 0
}

func (r *running) signal(pid int, s syscall.Signal) {
	r.t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		r.t.Error(err)
	}
}

// processes returns the running processes of this lab.
func (r *running) processes() (pids []int) {
	names, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		r.t.Fatal(err)
	}
	for _, name := range names {
		if pid, err := strconv.Atoi(filepath.Base(name)); err == nil && reaper.Finds(pid, r.mark) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// awaitWords waits until somebody writes into a named pipe.
func (r *running) awaitWords(fifo string) {
	r.t.Helper()
	pipe, err := os.OpenFile(fifo, os.O_RDWR, 0) // with O_RDWR, open does not wait for a writer
	if err != nil {
		r.t.Fatal(err)
	}
	defer pipe.Close()
	pipe.SetReadDeadline(time.Now().Add(patience))
	if _, err := pipe.Read(make([]byte, 1)); err != nil {
		r.t.Fatalf("%v; it says %q", err, r.err.String())
	}
}

func (r *running) await(what string, holds func() bool) {
	r.t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for limit := time.Now().Add(patience); !holds(); <-look.C {
		if time.Now().After(limit) {
			r.t.Fatalf("it does not come about that %s", what)
		}
	}
}

// awaitEnd returns the exit status, or -1 if a signal ended it.
func (r *running) awaitEnd() int {
	r.t.Helper()
	r.command.WaitDelay = patience
	overdue := time.AfterFunc(2*patience, func() { r.command.Process.Kill() })
	defer overdue.Stop()
	if err := r.command.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		r.t.Error(err)
	}
	return r.command.ProcessState.ExitCode()
}

func (r *running) nobodyLeft() {
	r.t.Helper()
	r.await("no process is left", func() bool { return len(r.processes()) == 0 })
}
