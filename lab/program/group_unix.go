//go:build unix

package program

import (
	"os/exec"
	"syscall"
	"time"
)

// A group is a command and its children, in a process group of their own. So the children can
// be ended with it, and a Ctrl-C on our terminal reaches only us. A child that moves to
// another group, such as a daemon, is found by its mark.
type group struct{ cmd *exec.Cmd }

// canBeLeft is true: a child of a command may move to another group.
const canBeLeft = true

func newGroup(cmd *exec.Cmd) *group {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithUs(cmd.SysProcAttr)
	return &group{cmd}
}

// inSession makes it a session, too, before the start. Linux may share the processor among
// sessions, and not among processes (sched(7), autogroup). Then many processes of a stranger
// get no more of it than a single one.
func (g *group) inSession() { g.cmd.SysProcAttr.Setpgid, g.cmd.SysProcAttr.Setsid = false, true }

func (g *group) start() error {
	births.Lock()
	defer births.Unlock()
	return g.cmd.Start()
}

// A negative id means the group. An error means that the group is empty.
func (g *group) interrupt() error { return syscall.Kill(-g.cmd.Process.Pid, syscall.SIGINT) }
func (g *group) kill() error      { return syscall.Kill(-g.cmd.Process.Pid, syscall.SIGKILL) }

// awaitEmpty waits until the group is empty, because a killed process gives its port back a
// moment later. It waits for leaveTime at most. In some containers nobody takes the exit
// status of an orphan, and such an orphan stays in the group for ever.
func (g *group) awaitEmpty() {
	limit := time.NewTimer(leaveTime)
	defer limit.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for syscall.Kill(-g.cmd.Process.Pid, 0) == nil {
		syscall.Wait4(-g.cmd.Process.Pid, nil, syscall.WNOHANG, nil) // an orphan may have become our child
		select {
		case <-look.C:
		case <-limit.C:
			return
		}
	}
}

// close does nothing here.
func (g *group) close() {}
