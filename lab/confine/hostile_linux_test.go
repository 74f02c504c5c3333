package confine

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A prey is what hostile programs are set on. All of it was made by the test.
type prey struct {
	Home   string // a folder with the file secret.txt
	Dir    string // the program's working folder, in Home
	Port   int    // the test listens there
	Socket string // and here
	Victim int    // a process of the test
	Inode  string // of its namespace of processes
	Fd     int    // open on the secret, and inherited
	Setuid string // the test binary, owned by root and setuid; or empty
}

func (p prey) secret() string { return filepath.Join(p.Home, "secret.txt") }

// A crime is something that a program must not be able to do. It returns nil if it was
// successful.
type crime struct {
	name  string
	bound string
	do    func(prey) error
}

var crimes = []crime{
	{"reads who has accounts", Files, func(prey) error { return reads("/etc/passwd") }},
	{"reads the teacher's home", Files, func(p prey) error { return reads(p.secret()) }},
	{"lists the teacher's home", Files, func(p prey) error { _, err := os.ReadDir(p.Home); return err }},
	{"reads through ..", Files, func(prey) error { return reads("../secret.txt") }},
	{"reads through a link", Files, func(p prey) error {
		os.Symlink(p.secret(), "link")
		return reads("link")
	}},
	{"reads what was left open", Files, func(p prey) error { _, err := unix.Pread(p.Fd, make([]byte, 1), 0); return err }},
	{"takes a file into its folder", Files, func(p prey) error { return os.Link(p.secret(), "mine") }},
	{"moves a file into its folder", Files, func(p prey) error { return os.Rename(filepath.Join(p.Home, "movable"), "mine") }},
	{"writes outside", Files, func(p prey) error { return os.WriteFile(filepath.Join(p.Home, "new"), nil, 0o644) }},
	{"appends to a file", Files, func(p prey) error {
		f, err := os.OpenFile(p.secret(), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			f.Close()
		}
		return err
	}},
	{"empties a file", Files, func(p prey) error { return os.Truncate(filepath.Join(p.Home, "emptied"), 0) }},
	{"removes a file", Files, func(p prey) error { return os.Remove(filepath.Join(p.Home, "removable")) }},
	{"makes a device", Files, func(p prey) error { return unix.Mkfifo(filepath.Join(p.Home, "pipe"), 0o600) }},
	{"sets a mode", Modes, func(p prey) error { return os.Chmod(p.secret(), 0o640) }},
	{"sets a time", Modes, func(p prey) error { return os.Chtimes(p.secret(), time.Now(), time.Now()) }},
	{"sets an owner", Modes, func(p prey) error { return os.Chown(p.secret(), os.Getuid(), os.Getgid()) }},
	{"sets a mode through a descriptor", Modes, func(p prey) error { // a file that it may read, and that is the user's
		f, err := os.Open(os.Args[0])
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Chmod(0o755)
	}},
	{"listens on another port", Ports, func(prey) error { return listens(unix.IPPROTO_TCP) }},
	{"listens with multipath TCP", Ports, func(prey) error { return listens(unix.IPPROTO_MPTCP) }},
	{"listens without binding", Ports, func(prey) error { // the system chooses a port
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return unix.Listen(fd, 1)
	}},
	{"is reached by other computers", Ports, func(prey) error {
		for _, any := range []string{"0.0.0.0:0", "[::]:0", "[::ffff:0.0.0.0]:0"} {
			ln, err := net.Listen("tcp", any)
			if err != nil {
				return err
			}
			defer ln.Close()
			if ip := ln.Addr().(*net.TCPAddr).IP; !ip.IsUnspecified() {
				return fmt.Errorf("it listens at %v", ip)
			}
		}
		return nil
	}},
	{"connects to another port", Connections, func(p prey) error { return connects(p.Port, unix.IPPROTO_TCP) }},
	{"connects with multipath TCP", Connections, func(p prey) error { return connects(p.Port, unix.IPPROTO_MPTCP) }},
	{"connects by sending", Connections, fastOpens},
	{"sends UDP", Connections, func(p prey) error { return dials("udp", fmt.Sprint("127.0.0.1:", p.Port)) }},
	{"connects to a UNIX socket", Connections, func(p prey) error { return dials("unix", p.Socket) }},
	{"connects to an abstract socket", Connections, func(p prey) error { return dials("unix", abstract(p)) }},
	{"signals a process", Signals, func(p prey) error { return p.seen(unix.Kill(p.Victim, unix.SIGCONT)) }},
	{"signals its parent", Signals, func(p prey) error {
		if os.Getppid() <= 1 {
			return p.seen(nil) // the parent of process 1 is not visible
		}
		return unix.Kill(os.Getppid(), unix.SIGCONT)
	}},
	{"traces a process", Others, func(p prey) error {
		err := p.seen(unix.PtraceSeize(p.Victim))
		if err == nil {
			unix.PtraceDetach(p.Victim)
		}
		return err
	}},
	{"reads a process's memory", Others, func(p prey) error { return p.seen(vmReads(p.Victim)) }},
	{"opens a process's memory", Others, func(p prey) error { return p.seen(reads(fmt.Sprintf("/proc/%d/environ", p.Victim))) }},
	{"opens its parent's memory", Others, func(p prey) error {
		f, err := os.OpenFile(fmt.Sprintf("/proc/%d/mem", os.Getppid()), os.O_RDWR, 0)
		if err == nil {
			f.Close()
		}
		return err
	}},
	{"reads its parent's variables", Others, func(prey) error { return reads(fmt.Sprintf("/proc/%d/environ", os.Getppid())) }},
	{"limits a process", Others, func(p prey) error {
		return p.seen(unix.Prlimit(p.Victim, unix.RLIMIT_CORE, &unix.Rlimit{}, nil))
	}},
	{"slows a process down", Others, func(p prey) error { return p.seen(unix.Setpriority(unix.PRIO_PROCESS, p.Victim, 1)) }},
	{"moves a process to one processor", Others, func(p prey) error {
		var one unix.CPUSet
		one.Set(0)
		return p.seen(unix.SchedSetaffinity(p.Victim, &one))
	}},
	{"has a share of the processor for each process", Others, func(prey) error {
		child := exec.Command(os.Args[0], handIn, "leads a session", "now")
		child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		out, err := child.Output()
		if err == nil && string(out) != "true" {
			err = fmt.Errorf("setsid has no effect: %s", out)
		}
		return err
	}},
	{"shares memory with others", Others, func(prey) error {
		id, _, errno := syscall.Syscall(unix.SYS_SHMGET, 0, 4096, unix.IPC_CREAT|0o600)
		if errno != 0 {
			return errno
		}
		_, err := unix.SysvShmCtl(int(id), unix.IPC_RMID, nil)
		return err
	}},
	{"takes memory that nobody counts", Amounts, func(prey) error {
		fd, err := unix.MemfdCreate("x", unix.MFD_CLOEXEC)
		unix.Close(fd)
		return err
	}},
	{"takes 4 GB", Amounts, func(prey) error {
		_, err := unix.Mmap(-1, 0, 4<<30, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
		return err
	}},
	{"fills the disk", Amounts, func(prey) error {
		f, err := os.Create("large")
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = f.Write(make([]byte, testLimits.FileSize+1))
		return err
	}},
	{"opens many files", Amounts, func(prey) error {
		for range testLimits.Files + 1 {
			if _, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0); err != nil {
				return err
			}
		}
		return nil
	}},
	{"has root's privileges", Privileges, func(prey) error { return unix.Chroot("/") }},
	{"becomes root by a program", Privileges, func(p prey) error {
		out, err := exec.Command(p.Setuid, handIn, "who").Output()
		if err == nil && string(out) != "0" {
			err = fmt.Errorf("the user is still %s", out)
		}
		return err
	}},
	{"forks", Processes, func(prey) error {
		for range testLimits.Processes + 100 {
			if err := forks(); err != nil {
				return err
			}
		}
		return nil
	}},
}

// testLimits are small, so that breaking them is quick.
var testLimits = Limits{Processor: 20 * time.Second, Memory: 2 << 30, Processes: 64, Files: 256, FileSize: 1 << 20}

// actOut is the main function of a hand-in's program: it commits one crime, and prints how
// that ended.
func actOut(name string, args []string) {
	if act, ok := acts[name]; ok {
		act(args)
		return
	}
	p := preyFrom(args[0])
	for _, c := range crimes {
		if c.name == name {
			if err := c.do(p); err != nil {
				fmt.Println("held:", err)
			} else {
				fmt.Println("done")
			}
		}
	}
}

// forks starts one process, and keeps no descriptor of it, as os.StartProcess does.
func forks() error {
	_, err := syscall.ForkExec("/bin/sleep", []string{"sleep", "60"}, new(syscall.ProcAttr))
	return err
}

// seen returns err, unless process ids of the test mean nothing to us, or mean somebody else.
func (p prey) seen(err error) error {
	if space, linkErr := os.Readlink(ownSpace); linkErr == nil && space != p.Inode {
		return unix.ESRCH
	}
	return err
}

func leadsSession() {
	session, err := unix.Getsid(0)
	fmt.Print(err == nil && session == os.Getpid())
}

func reads(path string) error {
	_, err := os.ReadFile(path)
	return err
}

func dials(network, addr string) error {
	nc, err := net.DialTimeout(network, addr, dialTime)
	if err != nil {
		return err
	}
	defer nc.Close()
	if network == "udp" { // a connection alone sends nothing
		_, err = nc.Write([]byte("x"))
	}
	return err
}

func abstract(p prey) string { return "@chatlab-test-" + strconv.Itoa(p.Port) }

// tcpSocket returns a socket for a variant of TCP.
func tcpSocket(protocol int) (int, error) {
	return unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, protocol)
}

func connects(port, protocol int) error {
	fd, err := tcpSocket(protocol)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Connect(fd, &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}})
}

// fastOpens connects without connect(2), by TCP fast open.
func fastOpens(p prey) error {
	fd, err := tcpSocket(unix.IPPROTO_TCP)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Sendto(fd, []byte("x"), unix.MSG_FASTOPEN, &unix.SockaddrInet4{Port: p.Port, Addr: [4]byte{127, 0, 0, 1}})
}

// vmReads reads a page of a process that has the same program at the same place.
func vmReads(pid int) error {
	var here [8]byte
	local := []unix.Iovec{{Base: &here[0], Len: 8}}
	_, err := unix.ProcessVMReadv(pid, local, []unix.RemoteIovec{{Base: codeAddress(), Len: 8}}, 0)
	if errors.Is(err, unix.EFAULT) {
		return nil // it was allowed, but there is nothing
	}
	return err
}

func codeAddress() uintptr { return uintptr(unsafe.Pointer(&testLimits)) }
