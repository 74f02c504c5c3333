package program

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

var consoleCtrlEvent = syscall.NewLazyDLL("kernel32.dll").NewProc("GenerateConsoleCtrlEvent")

// ownGroup gives the command a process group of its own, which is what an
// interrupt can be sent to.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// interruptGroup sends CTRL_BREAK, the one event that reaches a group of its
// own. Go programs see it as os.Interrupt.
func interruptGroup(p *os.Process) {
	consoleCtrlEvent.Call(syscall.CTRL_BREAK_EVENT, uintptr(p.Pid))
}

// killTime is how long the system's own program may take to end a process and
// its children.
const killTime = 5 * time.Second

// killGroup ends the process and its children.
func killGroup(p *os.Process) {
	ctx, cancel := context.WithTimeout(context.Background(), killTime)
	defer cancel()
	exec.CommandContext(ctx, "taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
	p.Kill()
}

// Children are found through their parent, and its id is given to others as
// soon as it has ended: those that outlive it are out of our reach.
func killOrphans(*os.Process)  {}
func awaitOrphans(*os.Process) {}
