package confine

import (
	"cmp"
	"errors"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// verdicts lists the calls that a program must not make. Landlock knows nothing of them.
func (j job) verdicts() []verdict {
	all := slices.Concat(sockets(), strangers())
	deny := func(errno unix.Errno, calls ...int) {
		for _, call := range calls {
			all = append(all, verdict{call: call, errno: errno})
		}
	}
	switch {
	case j.Door:
		deny(askFirst, unix.SYS_BIND, unix.SYS_LISTEN)
	case !j.Listens:
		deny(unix.EACCES, unix.SYS_LISTEN) // Landlock does not see it
	}
	// Owners and attributes.
	deny(unix.EPERM, olderOwners...)
	deny(unix.EPERM, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT,
		unix.SYS_SETXATTR, unix.SYS_LSETXATTR, unix.SYS_FSETXATTR, unix.SYS_SETXATTRAT,
		unix.SYS_REMOVEXATTR, unix.SYS_LREMOVEXATTR, unix.SYS_FREMOVEXATTR, unix.SYS_REMOVEXATTRAT, unix.SYS_FILE_SETATTR)
	if !j.Builds && !j.Spaces.ReadOnly { // modes and times
		deny(unix.EPERM, olderModes...)
		deny(unix.EPERM, olderTimes...)
		deny(unix.EPERM, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2)
		// Without a path, the times are those of a file that is open.
		all = append(all,
			verdict{unix.SYS_UTIMENSAT, []test{isNot(1, 0)}, unix.EPERM},
			verdict{unix.SYS_UTIMENSAT, []test{highIsNot0(1)}, unix.EPERM})
	}
	// In a session of its own a process would get as much of the processor as all others of the
	// program together (sched(7), autogroup). A runtime that asks for one can do without.
	all = append(all, verdict{call: unix.SYS_SETSID, errno: done})
	// These make sockets, or memory that nobody counts, past everything here; keys and shared
	// memory belong to the user, and other programs of the user have them too.
	deny(unix.ENOSYS, unix.SYS_IO_URING_SETUP, unix.SYS_MEMFD_CREATE, unix.SYS_MEMFD_SECRET, unix.SYS_BPF,
		unix.SYS_USERFAULTFD, unix.SYS_PERF_EVENT_OPEN, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
		unix.SYS_SHMGET, unix.SYS_SEMGET, unix.SYS_MSGGET, unix.SYS_MQ_OPEN)
	return all
}

// sockets allows TCP, which Landlock holds. It forbids everything else: UDP, and the sockets
// of this machine, such as those of a desktop's services, which start programs for others.
func sockets() []verdict {
	const (
		kind        = 0xf // of the type; the rest are flags
		mptcp       = 262
		tcpFastOpen = unix.MSG_FASTOPEN // it connects without connect(2), which Landlock would not see
	)
	var all []verdict
	for _, family := range []uint32{unix.AF_INET, unix.AF_INET6} {
		for _, protocol := range []uint32{0, unix.IPPROTO_TCP} {
			all = append(all, verdict{unix.SYS_SOCKET, []test{is(0, family), masked(1, kind, unix.SOCK_STREAM), is(2, protocol)}, 0})
		}
	}
	return append(all,
		// Landlock does not hold this variant of TCP. Go takes the usual one if there is none.
		verdict{unix.SYS_SOCKET, []test{is(2, mptcp)}, unix.EPROTONOSUPPORT},
		// Runtimes ask the kernel for its network interfaces.
		verdict{unix.SYS_SOCKET, []test{is(0, unix.AF_NETLINK), is(2, unix.NETLINK_ROUTE)}, 0},
		verdict{unix.SYS_SOCKET, nil, unix.EACCES},
		// A pair is a pipe between its own processes, unless it may send to others.
		verdict{unix.SYS_SOCKETPAIR, []test{masked(1, kind, unix.SOCK_DGRAM)}, unix.EACCES},
		verdict{unix.SYS_SENDTO, []test{hasBit(3, tcpFastOpen)}, unix.EOPNOTSUPP},
		verdict{unix.SYS_SENDMSG, []test{hasBit(2, tcpFastOpen)}, unix.EOPNOTSUPP},
		verdict{unix.SYS_SENDMMSG, []test{hasBit(3, tcpFastOpen)}, unix.EOPNOTSUPP})
}

// strangers forbids to change the limits and priorities of other processes. A process of the
// same user may do that otherwise, and could end or slow down the kit.
func strangers() []verdict {
	all := []verdict{
		{unix.SYS_PRLIMIT64, []test{isNot(0, 0), isNot(2, 0)}, unix.EPERM},
		{unix.SYS_PRLIMIT64, []test{isNot(0, 0), highIsNot0(2)}, unix.EPERM},
		{unix.SYS_SETPRIORITY, []test{isNot(0, unix.PRIO_PROCESS)}, unix.EPERM},
		{unix.SYS_SETPRIORITY, []test{isNot(1, 0)}, unix.EPERM},
		{unix.SYS_IOPRIO_SET, []test{isNot(0, ioprioProcess)}, unix.EPERM},
		{unix.SYS_IOPRIO_SET, []test{isNot(1, 0)}, unix.EPERM},
	}
	for _, call := range []int{unix.SYS_SCHED_SETAFFINITY, unix.SYS_SCHED_SETSCHEDULER, unix.SYS_SCHED_SETPARAM, unix.SYS_SCHED_SETATTR} {
		all = append(all, verdict{call, []test{isNot(0, 0)}, unix.EPERM})
	}
	return all
}

// ioprioProcess is IOPRIO_WHO_PROCESS of ioprio_set(2).
const ioprioProcess = 1

var errArchitecture = errors.New("the filter was not tried on this architecture")

// installFilter puts the filter on this thread. It needs no_new_privs. Doorless is why there is
// no doorman, for a program that listens.
func (j job) installFilter() (doorless, err error) {
	if filterArch == 0 {
		return errArchitecture, errArchitecture
	}
	if !j.Door {
		_, err := j.filter(0)
		return errors.New(cmp.Or(j.Doorless, "nobody was asked to look at it")), err
	}
	asks, err := j.filter(unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
	if err == nil {
		return ask(asks), nil
	}
	doorless, j.Door = err, false // such as in a container that asks, too: only one can
	_, err = j.filter(0)
	return doorless, err
}

// filter puts the filter on this thread, with these flags.
func (j job) filter(flags uintptr) (fd int, err error) {
	filter := assemble(filterArch, filterStrangers, j.verdicts())
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	made, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return -1, errno
	}
	return int(made), nil
}
