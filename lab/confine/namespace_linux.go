package confine

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The program of a hand-in is not process 1 of its namespace: the system ignores signals to
// process 1 that it has no handler for, so many servers would not end at an interrupt. So
// there are three processes of the worker. The outer one is what the kit sees, and ends as
// the program did. The first one is process 1. When it ends, the system kills all others in
// its namespace. The last one becomes the program.

// spaces says what namespaces were made, and in them.
type spaces struct {
	Processes bool   // its own processes: process 1 is ours
	Users     bool   // its own users, since we are not root
	Proc      bool   // its own /proc
	Numbers   bool   // a limit on its processes
	ReadOnly  bool   // all mounts are read-only, except for what it may write
	Why       string // why something is missing
}

// howFile is the descriptor on which the first process tells how the program ended: it can't
// end by a signal itself.
const howFile = 4

// makeSpaces starts the first process in new namespaces, or without them if the system gives us
// none, and waits for it. Made is false if it could not be started; then this process goes on
// alone.
func (j *job) makeSpaces(report *os.File, command []string) (status int, made bool) {
	runtime.LockOSThread() // a child gets its signal when the thread that started it ends
	defer outlive()()
	hear, tell, err := os.Pipe()
	if err != nil {
		j.Spaces.Why = err.Error()
		return 0, false
	}
	defer hear.Close()
	files := []*os.File{os.Stdin, os.Stdout, os.Stderr, report, tell}
	begin := func(own spaces) (*os.Process, error) {
		inner, attr := *j, own.attr()
		inner.Stage, inner.Spaces = first, own
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		return os.StartProcess(self, inner.again(command), &os.ProcAttr{Files: files, Sys: attr})
	}
	own := spaces{Why: "namespaces were not asked for"}
	if !j.Alone {
		own = spaces{Processes: true, Users: os.Geteuid() != 0}
	}
	process, err := begin(own)
	if err != nil && own.Processes {
		own = spaces{Why: fmt.Sprintf("the system gives your user no namespaces (%v)", err)}
		process, err = begin(own)
	}
	tell.Close()
	if err != nil {
		j.Spaces.Why, j.Doorless = cmp.Or(own.Why, err.Error()), err.Error()
		return 0, false
	}
	report.Close() // or the kit would wait for us
	return endLike(process, hear), true
}

// attr says how a process with such namespaces is started.
func (s spaces) attr() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: unix.SIGKILL}
	if s.Processes {
		attr.Cloneflags = unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWIPC
	}
	if s.Users {
		attr.Cloneflags |= unix.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
		attr.AmbientCaps = []uintptr{unix.CAP_SYS_ADMIN}
	}
	return attr
}

// outlive lets the signals pass that go to the whole group, until back is called: the program
// decides about them. They are caught, not ignored, because a process inherits what is
// ignored.
func outlive() (back func()) {
	signals := []os.Signal{unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT}
	signal.Notify(make(chan os.Signal, 1), signals...)
	return func() { signal.Reset(signals...) }
}

// endLike waits for the first process and ends as the program did.
func endLike(process *os.Process, hear io.Reader) int {
	closeFiles()
	var how [4]byte
	_, err := io.ReadFull(hear, how[:])
	process.Wait()
	if err != nil {
		return 128 + int(unix.SIGKILL) // somebody has killed it, and with it the program
	}
	status := syscall.WaitStatus(binary.LittleEndian.Uint32(how[:]))
	if status.Signaled() {
		endBy(status.Signal())
	}
	return status.ExitStatus()
}

// closeFiles closes the standard files of a process that only waits. The kit must see their
// end when the program closes them.
func closeFiles() {
	os.Stdin.Close()
	os.Stdout.Close()
	os.Stderr.Close()
}

// endBy ends this process by a signal. Go handles most signals, so its handler goes first.
func endBy(number syscall.Signal) {
	var byDefault [4]uint64 // struct sigaction of the kernel: SIG_DFL, and no flags
	lower(unix.RLIMIT_CORE, 0)
	syscall.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(number), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0)
	unix.Kill(os.Getpid(), number)
	select {} // the signal ends us
}

// beFirst is process 1. It prepares the mounts, starts the last process, and takes the exit
// status of every orphan.
func (j job) beFirst(report *os.File, command []string) int {
	outlive()
	unix.CloseOnExec(howFile)
	j.Stage = last
	runtime.LockOSThread() // the program ends with this thread
	if j.Spaces.Processes {
		if err := j.ownMounts(); err != nil {
			return fail(report, err)
		}
	} else {
		unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) // or the system may not let us look at its orphans
	}
	ours, theirs, err := j.door()
	if err != nil {
		return fail(report, err)
	}
	process, err := os.StartProcess("/proc/self/exe", j.again(command), &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, report, theirs},
		Sys:   &syscall.SysProcAttr{Setpgid: false, Pdeathsig: unix.SIGKILL},
	})
	if err != nil {
		return fail(report, err)
	}
	theirs.Close()
	go keepDoor(ours) // ends with the process
	report.Close()
	closeFiles()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
			continue
		case err == nil && pid != process.Pid:
			continue // an orphan
		case err == nil:
			how := binary.LittleEndian.AppendUint32(nil, uint32(status))
			syscall.Write(howFile, how)
		}
		return 0 // and the system kills whatever is left in the namespace
	}
}

// door makes the socket over which the program's process sends where its filter asks, and
// decides whether that asks.
func (j *job) door() (ours int, theirs *os.File, err error) {
	j.Door = j.Listens && canAsk()
	if j.Listens && !j.Door {
		j.Doorless = "that needs Linux 6.9"
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	return pair[0], os.NewFile(uintptr(pair[1]), "door"), err
}

// noteSpaces records what the namespaces hold.
func (j job) noteSpaces(held *Report, abi int) {
	if j.Spaces.Processes {
		held.note(Ends, true, "a namespace of processes, which the system empties")
		return
	}
	held.note(Ends, false, "a process that hides from the kit stays until the kit ends: "+j.Spaces.Why)
}
