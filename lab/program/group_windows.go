package program

import (
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A group is a command and its children, in a job object, which no process can leave. However
// the kit ends, Windows then closes the job and ends every process in it.
//
// The command is also in a console process group of its own, because an interrupt can only be
// sent to such a group.
type group struct {
	cmd *exec.Cmd
	job windows.Handle // 0: none, such as inside another job before Windows 8
}

// canBeLeft is false: a child of a command stays in its job.
const canBeLeft = false

func newGroup(cmd *exec.Cmd) *group {
	cmd.SysProcAttr = &windows.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_SUSPENDED}
	g := &group{cmd: cmd}
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return g
	}
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	size := uint32(unsafe.Sizeof(limits))
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), size); err != nil {
		windows.CloseHandle(job)
		return g
	}
	g.job = job
	return g
}

// inSession does nothing here.
func (g *group) inSession() {}

// start starts the command suspended, puts it into the job, and then lets it run. So all its
// children are in the job too.
func (g *group) start() error {
	if err := g.cmd.Start(); err != nil {
		g.close()
		return err
	}
	if g.job != 0 && g.join() != nil {
		g.close()
	}
	if err := resume(uint32(g.cmd.Process.Pid)); err != nil {
		g.cmd.Process.Kill()
		g.cmd.Wait()
		g.close()
		return err
	}
	return nil
}

// join puts the command into the job.
func (g *group) join() (err error) {
	return cmp.Or(g.cmd.Process.WithHandle(func(handle uintptr) {
		err = windows.AssignProcessToJobObject(g.job, windows.Handle(handle))
	}), err)
}

// resume lets a process run that was started suspended. Package os keeps no handle of its
// thread, so resume looks the thread up.
func resume(pid uint32) error {
	all, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return fmt.Errorf("list threads: %w", err)
	}
	defer windows.CloseHandle(all)
	entry := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err = windows.Thread32First(all, &entry); err == nil; err = windows.Thread32Next(all, &entry) {
		if entry.OwnerProcessID != pid {
			continue
		}
		thread, err := windows.OpenThread(windows.THREAD_SUSPEND_RESUME, false, entry.ThreadID)
		if err != nil {
			return fmt.Errorf("open its thread: %w", err)
		}
		_, err = windows.ResumeThread(thread)
		windows.CloseHandle(thread)
		return err
	}
	return fmt.Errorf("find its thread: %w", err)
}

// interrupt sends CTRL_BREAK, the only event that reaches a separate console group. Go
// programs see it as os.Interrupt.
func (g *group) interrupt() error {
	return windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(g.cmd.Process.Pid))
}

// killTime is how long taskkill may take to end a process and its children.
const killTime = 5 * time.Second

// kill ends all processes of the group. Without a job, taskkill finds children through their
// parents. A child whose parent has ended is not found.
func (g *group) kill() error {
	if g.job != 0 {
		err := windows.TerminateJobObject(g.job, 1)
		g.cmd.Process.Kill() // it may not be in the job yet
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), killTime)
	defer cancel()
	exec.CommandContext(ctx, "taskkill", "/T", "/F", "/PID", strconv.Itoa(g.cmd.Process.Pid)).Run()
	return g.cmd.Process.Kill()
}

// awaitEmpty waits until the job is empty, for leaveTime at most.
func (g *group) awaitEmpty() {
	limit := time.NewTimer(leaveTime)
	defer limit.Stop()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for g.job != 0 && members(g.job) > 0 {
		select {
		case <-look.C:
		case <-limit.C:
			return
		}
	}
}

// members returns how many processes are in a job.
func members(job windows.Handle) uint32 {
	var info struct { // JOBOBJECT_BASIC_ACCOUNTING_INFORMATION
		userTime, kernelTime, periodUserTime, periodKernelTime int64
		faults, processes, active, terminated                  uint32
	}
	size := uint32(unsafe.Sizeof(info))
	err := windows.QueryInformationJobObject(job, windows.JobObjectBasicAccountingInformation, uintptr(unsafe.Pointer(&info)), size, nil)
	if err != nil {
		return 0
	}
	return info.active
}

// close closes the job, which ends every process in it.
func (g *group) close() {
	if g.job != 0 {
		windows.CloseHandle(g.job)
		g.job = 0
	}
}
