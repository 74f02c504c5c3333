//go:build unix

package program

import (
	"os/exec"
	"syscall"
	"time"
)

// A group is a command and what it starts: a process group of its own. Its children
// can be ended with it, and a Ctrl-C on our terminal is ours alone. A child that
// moves to another group, as daemons do, is found by its mark.
type group struct{ cmd *exec.Cmd }

// canBeLeft says that what a command starts may move elsewhere.
const canBeLeft = true

func newGroup(cmd *exec.Cmd) *group {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithUs(cmd.SysProcAttr)
	return &group{cmd}
}

func (g *group) start() error {
	births.Lock()
	defer births.Unlock()
	return g.cmd.Start()
}

// A negative id means the group. An error means that nobody is left in it.
func (g *group) interrupt() error { return syscall.Kill(-g.cmd.Process.Pid, syscall.SIGINT) }
func (g *group) kill() error      { return syscall.Kill(-g.cmd.Process.Pid, syscall.SIGKILL) }

// awaitEmpty waits until nobody is left: what was killed gives its port back a
// moment later. It waits for leaveTime at most, because an orphan whose exit status
// nobody takes, as in some containers, counts for ever.
func (g *group) awaitEmpty() {
	limit := time.NewTimer(leaveTime)
	defer limit.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for syscall.Kill(-g.cmd.Process.Pid, 0) == nil {
		syscall.Wait4(-g.cmd.Process.Pid, nil, syscall.WNOHANG, nil) // we may be the one who is to take it
		select {
		case <-look.C:
		case <-limit.C:
			return
		}
	}
}

// close lets go of the group.
func (g *group) close() {}
