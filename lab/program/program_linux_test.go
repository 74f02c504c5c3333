package program

import (
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestTooMuchMemory: the limit also holds for a server that is the child of a starter.
func TestTooMuchMemory(t *testing.T) {
	for _, name := range []string{"eats memory", "has a child that eats memory", "ends its first thread, and eats memory"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			why := trouble(t, command(name), Options{Memory: 96 << 20})
			if !strings.Contains(why.What, "more than 96 MiB of memory") {
				t.Errorf("%+v", why)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	p := begin(t, command("says nothing"), Options{})
	if held := p.Memory(); held < 1<<20 || held > 96<<20 {
		t.Errorf("it holds %d bytes", held)
	}
	p.Kill()
	if held := p.Memory(); held != 0 {
		t.Errorf("when it has ended it holds %d bytes", held)
	}
}

// TestStartsLeaveNoDescriptors counts what this process has open.
func TestStartsLeaveNoDescriptors(t *testing.T) {
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	once := func() {
		p, err := Start(t.Context(), command("says nothing"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.Kill()
		trouble(t, command("ends at once"), Options{})
		trouble(t, Command{Args: []string{"no-such-program-anywhere"}}, Options{})
	}
	once()
	before := open()
	for range 3 {
		once()
	}
	if after := open(); after > before {
		t.Errorf("%d descriptors more than before", after-before)
	}
}

// TestPortInUseElsewhere: a program that listens at another address of this machine is not
// mistaken for ours.
func TestPortInUseElsewhere(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip(err)
	}
	defer ln.Close()
	c := command("says nothing")
	c.Port = ln.Addr().(*net.TCPAddr).Port
	if why := trouble(t, c, Options{}); !strings.Contains(why.What, "(process ") {
		t.Errorf("%+v", why)
	}
}

// TestLost: a program that shares its processor with others loses time, also before the first
// look.
func TestLost(t *testing.T) {
	t.Parallel()
	p := begin(t, command(spinner), Options{})
	for range 3 {
		begin(t, command(spinner), Options{})
	}
	const ran = 300 * time.Millisecond
	ranAtLeast(t, p, ran)
	if lost := p.Lost(); lost < ran { // about three times as much
		t.Errorf("while it ran for %v, beside three others on its processor, it has lost %v", ran, lost)
	}
}

// spinner is a program that keeps the first of its processors busy.
const spinner = "spins on one processor"

// linuxPrograms are programs that only Linux can run.
var linuxPrograms = map[string]func([]string){
	spinner:                                   spin,
	"ends its first thread, and eats memory":  withoutFirstThread(func(args []string) { programs["eats memory"](args) }),
	"ends its first thread":                   withoutFirstThread(func(args []string) { programs["ignores interrupts"](args) }),
	"has a daemon that ends its first thread": func(args []string) { inSession("ends its first thread", args...); select {} },
}

// withoutFirstThread ends the first thread of a program, and goes on in another.
func withoutFirstThread(program func(args []string)) func([]string) {
	return func(args []string) {
		runtime.LockOSThread()
		if unix.Gettid() != os.Getpid() { // once more, from the beginning
			panic(unix.Exec("/proc/self/exe", os.Args, os.Environ()))
		}
		go program(args)
		unix.Syscall(unix.SYS_EXIT, 0, 0, 0)
	}
}

func spin(args []string) {
	runtime.LockOSThread()
	var all, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		panic(err)
	}
	for n := 0; one.Count() == 0; n++ {
		if all.IsSet(n) {
			one.Set(n)
		}
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		panic(err)
	}
	go serve(listen(args)) // ends with the program
	for {
	}
}

// ranAtLeast returns when a program has used d of processor time.
func ranAtLeast(t *testing.T, p *Program, d time.Duration) {
	t.Helper()
	ran := func() (all time.Duration) {
		for _, one := range threadsOf(p.cmd.Process.Pid) {
			all += one.ran
		}
		return all
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for limit := time.Now().Add(testLimit); ran() < d; <-tick.C {
		if time.Now().After(limit) {
			t.Fatalf("it ran for %v only", ran())
		}
	}
}
