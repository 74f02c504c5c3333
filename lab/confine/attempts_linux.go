package confine

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// dialTime is enough for a connection within this machine.
const dialTime = time.Second

// An attempt is something that a program must not be able to do. It does no harm if it is
// successful.
type attempt struct {
	bound string
	what  string // in "a try to …"
	do    func(targets) error
}

var attempts = []attempt{
	{Files, "read a file of the kit", func(t targets) error { _, err := os.ReadFile(t.File); return err }},
	{Files, "list the kit's folder", func(t targets) error { _, err := os.ReadDir(t.Folder); return err }},
	{Files, "make a file in the kit's folder", func(t targets) error {
		return os.WriteFile(filepath.Join(t.Folder, "new"), nil, 0o644)
	}},
	{Files, "empty a file of the kit", func(t targets) error { return os.Truncate(t.File, 0) }},
	{Modes, "set the mode of a file of the kit", func(t targets) error { return os.Chmod(t.File, 0o600) }},
	{Modes, "set the time of a file of the kit", func(t targets) error { return os.Chtimes(t.File, time.Time{}, time.Now()) }},
	{Ports, "listen on a port", func(targets) error { return listens(syscall.IPPROTO_TCP) }},
	{Ports, "listen on a port with multipath TCP", func(targets) error { return listens(unix.IPPROTO_MPTCP) }},
	{Connections, "connect to the kit", func(t targets) error {
		nc, err := net.DialTimeout("tcp", fmt.Sprint("127.0.0.1:", t.Port), dialTime)
		if err == nil {
			nc.Close()
		}
		return err
	}},
	{Connections, "make a UDP socket", func(targets) error { return opens(unix.AF_INET, unix.SOCK_DGRAM) }},
	{Connections, "make a UNIX socket", func(targets) error { return opens(unix.AF_UNIX, unix.SOCK_STREAM) }},
	{Signals, "signal the kit", func(t targets) error {
		if !t.seesKit() {
			return unix.ESRCH
		}
		return unix.Kill(t.Kit, 0)
	}},
	{Others, "read the environment of the kit", func(t targets) error {
		if !t.seesKit() {
			return unix.ESRCH
		}
		_, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", t.Kit))
		return err
	}},
	{Others, "change the limits of the kit", func(t targets) error {
		if !t.seesKit() {
			return unix.ESRCH
		}
		var limit unix.Rlimit
		if err := unix.Prlimit(t.Kit, unix.RLIMIT_CORE, nil, &limit); err != nil {
			return err
		}
		return unix.Prlimit(t.Kit, unix.RLIMIT_CORE, &limit, nil) // to what they are
	}},
	{Privileges, "run without no_new_privs", func(targets) error {
		if set, err := unix.PrctlRetInt(unix.PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); err != nil || set == 1 {
			return unix.EPERM
		}
		return nil
	}},
}

// seesKit reports whether the kit's process id is the kit's here. In another namespace it may
// be our own.
func (t targets) seesKit() bool {
	space, err := os.Readlink(ownSpace)
	return err != nil || space == t.Space
}

// opens returns whether there may be such a socket.
func opens(family, kind int) error {
	fd, err := unix.Socket(family, kind|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		unix.Close(fd)
	}
	return err
}

// listens binds a port that is not its own. A server without a port of its own may bind one
// that the system chooses, so this tries a fixed one.
func listens(protocol int) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, protocol)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	for port := firstTried; port < lastTried; port++ { // others may have the first ones
		err = unix.Bind(fd, &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}})
		if err != unix.EADDRINUSE {
			break
		}
	}
	return err
}

// The ports that listens tries are above those that lab/program gives to servers.
const (
	firstTried = 32_000
	lastTried  = 32_100
)

// try makes all attempts, and prints which were successful.
func try(text string) int {
	var t targets
	if json.Unmarshal([]byte(text), &t) != nil {
		return unable
	}
	could := map[string]string{}
	for _, a := range attempts {
		if a.do(t) == nil {
			could[a.bound] = a.what
		}
	}
	json.NewEncoder(os.Stdout).Encode(could)
	return 0
}
