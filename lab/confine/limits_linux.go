package confine

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// afterUs is how much later the system ends a process that uses too much processor time than
// the kit does, which says why.
const afterUs = 5 * time.Second

// setLimits sets the limits of this process, which the program inherits and can't raise.
func (j job) setLimits(held *Report) error {
	l := j.Limits
	limits := []struct {
		resource int
		most     int64
	}{
		{unix.RLIMIT_CPU, int64((l.Processor + afterUs + time.Second - 1) / time.Second)},
		{unix.RLIMIT_DATA, l.Memory},
		{unix.RLIMIT_NOFILE, int64(l.Files)},
		{unix.RLIMIT_FSIZE, l.FileSize},
	}
	if l.Processor <= 0 {
		limits = limits[1:]
	}
	for _, limit := range limits {
		if limit.most <= 0 {
			continue
		}
		if err := lower(limit.resource, uint64(limit.most)); err != nil {
			return err
		}
	}
	if err := lower(unix.RLIMIT_CORE, 0); err != nil {
		return err
	}
	held.note(Amounts, true, "limits of each process")
	return j.limitProcesses(held)
}

// lower sets both limits, the soft and the hard one. It never raises one.
func lower(resource int, most uint64) error {
	var now syscall.Rlimit
	if err := syscall.Getrlimit(resource, &now); err != nil {
		return fmt.Errorf("limit %d: %w", resource, err)
	}
	now.Max = min(now.Max, most)
	if now.Cur = min(now.Cur, now.Max); resource == unix.RLIMIT_NOFILE {
		now.Cur = now.Max // a thousand clients need more than many systems give at first
	}
	if err := syscall.Setrlimit(resource, &now); err != nil { // Go's own, which knows that it raised NOFILE itself
		return fmt.Errorf("limit %d: %w", resource, err)
	}
	return nil
}

// counted says what the kit does where the system does not limit processes.
const counted = "the kit counts them ten times a second, and ends a program that has too many"

// limitProcesses limits how many processes there may be. The system counts all processes of a
// user, on the whole machine, so a limit would depend on what else a teacher does. In a user
// namespace it counts those of the namespace. It never counts those of root: for them see
// limitNumbers.
func (j job) limitProcesses(held *Report) error {
	n := j.Limits.Processes
	switch {
	case n <= 0:
		held.note(Processes, false, "no limit was asked for")
	case j.Spaces.Users && os.Getuid() != 0:
		held.note(Processes, true, fmt.Sprintf("%d at most, counted in its user namespace", n))
		return lower(unix.RLIMIT_NPROC, uint64(n+enough))
	case j.Spaces.Numbers:
		held.note(Processes, true, fmt.Sprintf("%d at most: its namespace has no more numbers for them", n+reservedNumbers+enough))
	case os.Getuid() == 0:
		held.note(Processes, false, "the system does not limit root before Linux 6.14; "+counted)
	default:
		held.note(Processes, false, "the system would count all processes of your user ("+j.Spaces.Why+"); "+counted)
	}
	return nil
}

// behind is the nice value of a program: the kit comes first, however many processes it has.
const behind = 10

// stepBack lets the kit come first. It can't be taken back without privileges.
func stepBack() error {
	if now, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err == nil && 20-now >= behind {
		return nil // the call returns 20 minus the value
	}
	return unix.Setpriority(unix.PRIO_PROCESS, 0, behind)
}

// dropPrivileges gives up all capabilities(7), also those that root would get back at exec.
func dropPrivileges(held *Report) error {
	for capability := uintptr(0); ; capability++ {
		if _, err := unix.PrctlRetInt(unix.PR_CAPBSET_READ, capability, 0, 0, 0); err != nil {
			break // this was one more than there are
		}
		unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0) // only those who have privileges may, and only they need it
	}
	unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) // fails on kernels without them
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	if err := unix.Capset(&header, &none[0]); err != nil {
		return fmt.Errorf("capset: %w", err)
	}
	held.note(Privileges, true, "no_new_privs, and no capabilities")
	return nil
}

// sessionBehind is the nice value of the session of a program. Two dozen programs may run at
// once, and the kit has to look at each of them.
const sessionBehind = 3

// ownShare lets the kit come first where the system shares the processor among sessions, and
// among the processes of each. The kit has started us as a session. The file is not there on
// other systems, and then nothing is lost.
func ownShare() {
	if session, err := unix.Getsid(0); err == nil && session == os.Getpid() {
		os.WriteFile("/proc/self/autogroup", fmt.Append(nil, sessionBehind), 0)
	}
}
