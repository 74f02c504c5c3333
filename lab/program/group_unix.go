//go:build unix

package program

import (
	"os"
	"os/exec"
	"syscall"
	"time"
)

// ownGroup makes the command the leader of a process group of its own: its
// children can be ended with it, and a Ctrl-C on our terminal is ours alone.
// A child that moves to another group, as daemons do, is found by its mark.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithUs(cmd.SysProcAttr)
}

// A negative id means the group. An error means that nobody is left in it.
func interruptGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGINT) }
func killGroup(p *os.Process)      { syscall.Kill(-p.Pid, syscall.SIGKILL) }

// killOrphans kills what is left of the group of a process that has ended.
func killOrphans(p *os.Process) { killGroup(p) }

// awaitOrphans waits until the group is empty: what was killed gives its port
// back a moment later. It waits for leaveTime at most, because an orphan whose
// exit status nobody takes, as in some containers, counts for ever.
func awaitOrphans(p *os.Process) {
	limit := time.NewTimer(leaveTime)
	defer limit.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for syscall.Kill(-p.Pid, 0) == nil {
		syscall.Wait4(-p.Pid, nil, syscall.WNOHANG, nil) // we may be the one who is to take it
		select {
		case <-look.C:
		case <-limit.C:
			return
		}
	}
}
