//go:build unix

package program

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup makes the command the leader of a process group of its own: its
// children can be ended with it, and a Ctrl-C on our terminal is ours alone.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// A negative id means the group. An error means that nobody is left in it.
func interruptGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGINT) }
func killGroup(p *os.Process)      { syscall.Kill(-p.Pid, syscall.SIGKILL) }
