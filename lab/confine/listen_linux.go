package confine

import (
	"encoding/binary"
	"net/netip"
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Landlock holds which port a program binds, but not at which address: other computers could
// reach it, and tell it what to answer. It also does not see a program that listens without
// binding, for which the system chooses a port. So the filter asks process 1 of the program
// about each bind(2) and listen(2), as seccomp_unotify(2) describes. That does them itself, with a
// copy of the socket, so that the program can't change its mind after we have looked.

// askFile is the descriptor on which the program's process sends where its filter asks.
const askFile = 4

// notification is struct seccomp_notif, and response is struct seccomp_notif_resp.
type (
	notification struct {
		ID   uint64
		Task uint32
		_    uint32
		Call int32
		_    uint32
		_    uint64
		Args [6]uint64
	}
	response struct {
		ID    uint64
		Value int64
		Errno int32
		Flags uint32
	}
)

// A doorman decides at which address and port a program listens. seccomp_unotify(2) calls it a
// supervisor.
type doorman struct {
	asks int    // the descriptor with the notifications
	port uint16 // the only one; 0: the system chooses

	// able says that we can have a copy of a socket of the program. The first notification shows
	// it: that is one of our own. If we can't, the program does what it asks for.
	able, known bool
}

// canAsk reports whether the system lets a doorman find the process of each thread (Linux 6.9).
func canAsk() bool {
	fd, err := unix.PidfdOpen(unix.Gettid(), unix.PIDFD_THREAD)
	if err == nil {
		unix.Close(fd)
	}
	return err == nil
}

// keepDoor answers until the program and all that it has started have ended. It begins when
// the program's process has sent the descriptor over a socket.
func keepDoor(from int) {
	asks, err := receive(from)
	unix.Close(from)
	if err != nil {
		return // the program was not started
	}
	port, _ := strconv.ParseUint(os.Getenv("PORT"), 10, 16)
	d := doorman{asks: asks, port: uint16(port)}
	for isAsked(asks) {
		var n notification
		switch err := ioctl(asks, unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&n)); err {
		case nil:
		case unix.EINTR, unix.ENOENT: // the task was killed meanwhile
			continue
		default:
			return
		}
		r := response{ID: n.ID}
		if err := d.decide(n); !d.able {
			r.Flags = unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE
		} else if err != nil {
			number, ok := err.(unix.Errno)
			if !ok {
				number = unix.EACCES
			}
			r.Errno = -int32(number)
		}
		ioctl(asks, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&r))
	}
}

// isAsked waits until a task asks. It returns false if none is left that could: to receive would
// then return at once each time, as it does after a task that was killed.
func isAsked(asks int) bool {
	for {
		fds := []unix.PollFd{{Fd: int32(asks), Events: unix.POLLIN}}
		switch _, err := unix.Poll(fds, -1); err {
		case nil:
			return fds[0].Revents&unix.POLLIN != 0
		case unix.EINTR:
		default:
			return false
		}
	}
}

func ioctl(fd int, request uint, arg unsafe.Pointer) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(arg)); errno != 0 {
		return errno
	}
	return nil
}

// decide does what a program asks for, or says why not.
func (d *doorman) decide(n notification) error {
	socket, err := copyOf(int(n.Task), int(int32(n.Args[0])))
	if !d.known {
		d.able, d.known = err == nil, true
	}
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	if n.Call == unix.SYS_LISTEN {
		if port, err := portOf(socket); err != nil || port == 0 {
			return unix.EACCES
		}
		return unix.Listen(socket, int(int32(n.Args[1])))
	}
	address := make([]byte, min(n.Args[2], unix.SizeofSockaddrAny))
	if len(address) < 2 {
		return unix.EINVAL
	}
	from := unix.RemoteIovec{Base: uintptr(n.Args[1]), Len: len(address)}
	to := unix.Iovec{Base: &address[0]}
	to.SetLen(len(address))
	if got, err := unix.ProcessVMReadv(int(n.Task), []unix.Iovec{to}, []unix.RemoteIovec{from}, 0); err != nil || got < len(address) {
		return unix.EFAULT
	}
	if err := ioctl(d.asks, unix.SECCOMP_IOCTL_NOTIF_ID_VALID, unsafe.Pointer(&n.ID)); err != nil {
		return err // it was another task's memory
	}
	if err := d.near(address, socket); err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_BIND, uintptr(socket), uintptr(unsafe.Pointer(&address[0])), uintptr(len(address))); errno != 0 {
		return errno
	}
	return nil
}

// copyOf returns a descriptor of ours for a file that a task has open.
func copyOf(task, fd int) (int, error) {
	process, err := unix.PidfdOpen(task, unix.PIDFD_THREAD)
	if err != nil {
		return -1, err
	}
	defer unix.Close(process)
	return unix.PidfdGetfd(process, fd, 0)
}

// portOf returns the port that a socket is bound to, and 0 if there is none.
func portOf(socket int) (int, error) {
	switch at, err := unix.Getsockname(socket); at := at.(type) {
	case *unix.SockaddrInet4:
		return at.Port, err
	case *unix.SockaddrInet6:
		return at.Port, err
	default:
		return 0, err
	}
}

// near changes a struct sockaddr that means all addresses of this machine, so that it means
// one that only this machine reaches. If the socket takes IPv4 as well, that is 127.0.0.1, where
// the kit connects. An error says that it means another address, or another port. Netlink has no
// ports: the system's interfaces are asked over it.
func (d *doorman) near(address []byte, socket int) error {
	var ip []byte
	switch family := binary.NativeEndian.Uint16(address); {
	case family == unix.AF_NETLINK:
		return nil
	case family == unix.AF_INET && len(address) >= unix.SizeofSockaddrInet4:
		ip = address[4:8]
	case family == unix.AF_INET6 && len(address) >= unix.SizeofSockaddrInet6-4: // an old one has no scope
		ip = address[8:24]
	default:
		return unix.EAFNOSUPPORT
	}
	if binary.BigEndian.Uint16(address[2:]) != d.port {
		return unix.EACCES
	}
	at, _ := netip.AddrFromSlice(ip)
	if at.Unmap().IsUnspecified() {
		near := netip.AddrFrom4([4]byte{127, 0, 0, 1})
		if at.Is6() && !at.Is4In6() {
			only6, err := unix.GetsockoptInt(socket, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY)
			if err != nil {
				return err
			}
			if only6 != 0 {
				near = netip.IPv6Loopback()
			}
		}
		at = near
		if len(ip) == 16 {
			all := near.As16()
			copy(ip, all[:])
		} else {
			copy(ip, near.AsSlice())
		}
	}
	if !at.Unmap().IsLoopback() {
		return unix.EADDRNOTAVAIL
	}
	return nil
}

// ask sends the descriptor on which the filter of this process asks, and finds out whether a
// doorman can answer: nobody may listen on a socket that is not bound.
func ask(asks int) error {
	defer unix.Close(asks)
	if err := unix.Sendmsg(askFile, []byte{0}, unix.UnixRights(asks), nil, 0); err != nil {
		return err
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	if err := unix.Listen(socket, 1); err != unix.EACCES {
		return unix.EPERM
	}
	return nil
}

// receive returns the descriptor that ask sends.
func receive(from int) (fd int, err error) {
	rights := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := unix.Recvmsg(from, make([]byte, 1), rights, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return -1, err
	}
	messages, err := unix.ParseSocketControlMessage(rights[:n])
	if err != nil || len(messages) != 1 {
		return -1, unix.EPIPE
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		return -1, unix.EPIPE
	}
	return fds[0], nil
}
