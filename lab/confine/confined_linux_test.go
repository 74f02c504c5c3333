package confine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"

	"chatlab/lab/program"
)

// testLimit is how long a program of a test may take, on a busy machine.
const testLimit = time.Minute

// TestCrimes: a hand-in can't do what it must not. Each crime is committed three times. The
// first time nothing confines the program, and the crime has to be successful: otherwise the
// test would prove nothing. Then it is committed in namespaces, and without them.
func TestCrimes(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about what the system holds, in which the race detector sees nothing; without -short it runs")
	}
	p := makePrey(t)
	for _, c := range crimes {
		t.Run(c.name, func(t *testing.T) {
			if free := commit(t, c.name, p, nil); free != "done" {
				t.Skipf("nobody can do this here: %s", free)
			}
			for _, alone := range []bool{false, true} {
				var held Report
				s := testSpec(p)
				s.Alone, s.Tell = alone, func(r Report) { held = r }
				s.Listens = c.bound == Ports // or it could not listen at all
				how := commit(t, c.name, p, &s)
				switch b := held.bound(c.bound); {
				case b.Held && !strings.HasPrefix(how, "held: "):
					t.Errorf("alone %v: it is said to be held (%s), but: %s", alone, b, how)
				case !b.Held && mustHold(c.bound, alone, held):
					t.Errorf("alone %v: this system could hold it, but does not: %s", alone, b)
				case !b.Held:
					t.Logf("alone %v: not held here: %s", alone, b)
				}
			}
		})
	}
}

// mustHold reports whether this system can hold a bound, as far as we know.
func mustHold(bound string, alone bool, held Report) bool {
	abi, _ := ll.LandlockGetABIVersion()
	switch spaces := held.Held(Ends); bound {
	case Files:
		return abi >= abiTruncate
	case Ports:
		return abi >= abiSignals && filterArch != 0 // a kernel that is new enough to be asked
	case Connections:
		return abi >= abiPorts && filterArch != 0
	case Signals:
		return abi >= abiSignals || spaces
	case Others:
		return abi >= abiFiles && filterArch != 0
	case Modes:
		return filterArch != 0
	case Processes:
		return !alone && spaces && os.Getuid() != 0
	default:
		return bound != Ends
	}
}

// makePrey makes what the crimes are committed on.
func makePrey(t *testing.T) prey {
	t.Helper()
	home := t.TempDir()
	p := prey{Home: home, Dir: filepath.Join(home, "scratch"), Socket: filepath.Join(home, "socket")}
	for _, name := range []string{"secret.txt", "movable", "emptied", "removable"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte("secret\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(p.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	tcp := listen(t, "tcp", "127.0.0.1:0")
	p.Port = tcp.Addr().(*net.TCPAddr).Port
	listen(t, "unix", p.Socket)
	listen(t, "unix", abstract(p))
	victim := exec.Command(os.Args[0], handIn, "sleeps")
	hold, err := victim.StdinPipe()
	if err == nil {
		err = victim.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { hold.Close(); victim.Wait() })
	p.Victim = victim.Process.Pid
	if p.Inode, err = os.Readlink(ownSpace); err != nil {
		t.Fatal(err)
	}
	if p.Fd, err = unix.Open(p.secret(), unix.O_RDONLY, 0); err != nil { // it is inherited
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(p.Fd) })
	p.Setuid = os.Getenv(setuidProgram)
	return p
}

// listen accepts connections until the test ends.
func listen(t *testing.T, network, addr string) net.Listener {
	t.Helper()
	ln, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			nc.Close()
		}
	}()
	t.Cleanup(func() { ln.Close(); <-over })
	return ln
}

// testSpec lets a program be the test binary in its folder.
func testSpec(p prey) Spec {
	return Spec{Read: []string{os.Args[0], p.Setuid}, Write: []string{Here}, Limits: testLimits}
}

// commit runs a crime in a fresh working folder, and returns what it printed.
func commit(t *testing.T, name string, p prey, s *Spec) string {
	t.Helper()
	os.RemoveAll(p.Dir)
	if err := os.Mkdir(p.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"movable", "emptied", "removable"} { // they are gone after a crime
		if err := os.WriteFile(filepath.Join(p.Home, file), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := json.Marshal(p)
	r := run(t, p.Dir, s, name, string(text))
	if r.Why != nil {
		return "held: " + r.Why.What
	}
	return r.Output
}

// A result is how a program ended.
type result struct {
	Output string // without spaces around it
	How    string
	Why    *program.Trouble
}

// run runs an act of the test binary to its end.
func run(t *testing.T, dir string, s *Spec, args ...string) result {
	t.Helper()
	p := begin(t, dir, s, args...)
	ctx, cancel := context.WithTimeout(t.Context(), testLimit)
	defer cancel()
	p.AwaitEnd(ctx)
	how, ended := p.Ended()
	if !ended {
		t.Fatalf("%v did not end: %s", args, p.Output())
	}
	return result{strings.TrimSpace(p.Output()), how, p.Trouble()}
}

// begin starts an act of the test binary, confined if there is a spec.
func begin(t *testing.T, dir string, s *Spec, args ...string) *program.Program {
	t.Helper()
	c := program.Command{Args: append([]string{os.Args[0], handIn}, args...), Dir: dir}
	if s != nil {
		c = Command(c, *s)
	}
	p, err := program.Run(t.Context(), c, program.Options{})
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	t.Cleanup(p.Kill)
	return p
}

// acts are the other programs of hand-ins, by name.
var acts = map[string]func([]string){
	"sleeps":               func([]string) { io.Copy(io.Discard, os.Stdin) },
	"who":                  func([]string) { fmt.Print(os.Geteuid()) },
	"leads a session":      func([]string) { leadsSession() },
	"ends with a status":   func([]string) { os.Exit(7) },
	"ends by a signal":     func([]string) { endBy(unix.SIGABRT) },
	"ends by a crash":      func([]string) { endBy(unix.SIGSEGV) },
	"has a group":          func([]string) { fmt.Println(os.Args[3:], len(os.Args)) },
	"prints":               func([]string) { fmt.Println("out") },
	"complains":            func([]string) { fmt.Fprintln(os.Stderr, "err") },
	"prints without end":   func([]string) { printWithoutEnd() },
	"prints its variables": func([]string) { fmt.Println(strings.Join(os.Environ(), "\n")) },
	"reads its input":      func([]string) { readWord() },
	"waits for ever":       func([]string) { waitForEver() },
	"waits for a signal":   func([]string) { waitForSignal() },
	"serves":               serve,
	"serves at":            serveAt,
	"leaves a daemon":      func([]string) { leaveDaemon() },
	"is a daemon":          func([]string) { beDaemon() },
	"kills everybody":      killEverybody,
	"writes the report":    func([]string) { writeReport() },
	"uses settings":        func([]string) { useSettings() },
	"works without end":    func([]string) { workWithoutEnd() },
	"ends slowly":          func([]string) { endSlowly() },
	"is a kit":             beKit,
	"forks and waits":      func([]string) { forkAndWait() },
}

func preyFrom(text string) (p prey) {
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		fmt.Println(err)
	}
	return p
}
