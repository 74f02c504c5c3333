package confine

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"chatlab/lab/program"
)

func readWord() {
	var word string
	fmt.Scan(&word)
	fmt.Println("read", word)
}

func waitForEver() {
	fmt.Println("ready")
	select {}
}

func waitForSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGINT)
	fmt.Println("ready")
	fmt.Println(<-signals)
	os.Exit(5)
}

func printWithoutEnd() {
	for line := slices.Repeat([]byte("x"), 64<<10); ; {
		if _, err := os.Stdout.Write(line); err != nil {
			return
		}
	}
}

// modes runs a test without confinement, in namespaces, and without them.
func modes(t *testing.T, do func(t *testing.T, s *Spec)) {
	for name, s := range map[string]*Spec{
		"free":  nil,
		"whole": {Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Usual},
		"alone": {Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Usual, Alone: true},
	} {
		t.Run(name, func(t *testing.T) { do(t, s) })
	}
}

// TestAsUsual: a program's words and its end are the same, confined or not.
func TestAsUsual(t *testing.T) {
	for name, want := range map[string]result{
		"ends with a status": {How: "exit status 7"},
		"ends by a signal":   {How: "signal: aborted"},
		"ends by a crash":    {How: "signal: segmentation fault"},
		"has a group":        {How: "exit status 0", Output: "[a b {port}] 6"},
		"prints":             {How: "exit status 0", Output: "out"},
		"complains":          {How: "exit status 0", Output: "err"},
	} {
		t.Run(name, func(t *testing.T) {
			modes(t, func(t *testing.T, s *Spec) {
				if diff := cmp.Diff(want, run(t, t.TempDir(), s, name, "a", "b", "{port}")); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			})
		})
	}
}

// TestSignals: an interrupt and a kill reach the program, and its handler.
func TestSignals(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		for name, want := range map[string]string{"waits for a signal": "exit status 5", "waits for ever": "signal: interrupt"} {
			p := begin(t, t.TempDir(), s, name)
			p.AwaitOutput(t.Context(), func(text string) bool { return strings.Contains(text, "ready") })
			if err := p.Interrupt(); err != nil {
				t.Fatal(err)
			}
			p.AwaitEnd(t.Context())
			if how, _ := p.Ended(); how != want {
				t.Errorf("%s: %s, want %s; %s", name, how, want, p.Output())
			}
		}
		p := begin(t, t.TempDir(), s, "waits for ever")
		p.Kill()
		if how, _ := p.Ended(); how != "signal: killed" {
			t.Errorf("killed: %s", how)
		}
	})
}

func TestInput(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		p := begin(t, t.TempDir(), s, "reads its input")
		if err := p.Type("hello\n"); err != nil {
			t.Error(err)
		}
		p.AwaitEnd(t.Context())
		if got := p.Output(); got != "read hello\n" {
			t.Errorf("%q", got)
		}
	})
}

// TestNotRun: the trouble with a command that can't be run is the same, confined or not.
func TestNotRun(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	modes(t, func(t *testing.T, s *Spec) {
		for command, want := range map[string]string{
			"no-such-program": "the program could not be started: no-such-program: executable file not found in $PATH",
			text:              "the program could not be started: " + text + ": permission denied",
		} {
			c := program.Command{Args: []string{command}, Dir: t.TempDir()}
			if s != nil {
				c = Command(c, *s)
			}
			_, err := program.Run(t.Context(), c, program.Options{})
			var trouble *program.Trouble
			if !errors.As(err, &trouble) || trouble.Kind != program.NotStarted || !strings.Contains(strings.ReplaceAll(trouble.What, "fork/exec ", ""), want) {
				t.Errorf("%s: %+v", command, err)
			}
		}
	})
}

// serve is a server that connects to itself before it says that it listens.
func serve(args []string) {
	ln, err := net.Listen("tcp", args[1])
	if err != nil {
		panic(err)
	}
	if os.Getenv("PORT") != "" {
		nc, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			panic(err)
		}
		nc.Close()
		if nc, err = ln.Accept(); err != nil {
			panic(err)
		}
		nc.Close()
	}
	fmt.Println("listening on", ln.Addr())
	for {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		fmt.Fprintln(nc, "welcome")
		nc.Close()
	}
}

// reach starts a server as s says, or free if s is nil, and connects to it.
func reach(t *testing.T, s *Spec, announces bool, args ...string) (*program.Program, net.Conn) {
	t.Helper()
	c := program.Command{Args: append([]string{os.Args[0], handIn}, args...), Dir: t.TempDir(), Announces: announces}
	if s != nil {
		s.Listens = true
		c = Command(c, *s)
	}
	p, err := program.Start(t.Context(), c, program.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	nc, err := p.Dial(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return p, nc
}

// TestServes: a confined server gets its port, whether the kit chooses it or the system does.
func TestServes(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		for _, announces := range []bool{false, true} {
			p, nc := reach(t, s, announces, "serves")
			nc.Close()
			p.Stop()
			if how, _ := p.Ended(); how != "signal: interrupt" {
				t.Error(how)
			}
		}
	})
}

// TestServesAtAllAddresses: a server that listens at all addresses is reached as usual, and only
// by this machine if it is confined. So is the process that it starts.
func TestServesAtAllAddresses(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		for _, host := range []string{"0.0.0.0", "::", "127.0.0.1"} {
			for _, child := range []string{"", "child"} {
				var held Report
				if s != nil {
					s.Tell = func(r Report) { held = r }
				}
				p, nc := reach(t, s, false, "serves at", host, child)
				at, err := bufio.NewReader(nc).ReadString('\n')
				nc.Close()
				p.Stop()
				if near := strings.HasPrefix(at, "127.0.0.1:"); err != nil || near != (held.Held(Ports) || host == "127.0.0.1") {
					t.Errorf("%s: it listens at %q, %v; %s", host, at, err, held.bound(Ports))
				}
			}
		}
	})
}

// serveAt serves at the address of its port. Each caller gets the address.
func serveAt(args []string) {
	host, child := args[0], args[1] != ""
	if child {
		if out, err := exec.Command(os.Args[0], handIn, "serves at", host, "").CombinedOutput(); err != nil {
			fmt.Println(string(out), err)
		}
		return
	}
	if _, err := net.InterfaceAddrs(); err != nil { // runtimes ask for them, and bind a socket for that
		panic(err)
	}
	ln, err := net.Listen("tcp", net.JoinHostPort(host, os.Getenv("PORT")))
	if err != nil {
		panic(err)
	}
	for {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		fmt.Fprintln(nc, ln.Addr())
		nc.Close()
	}
}

// TestOutputIsBounded: the bound of lab/program on output still ends the program.
func TestOutputIsBounded(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		if r := run(t, t.TempDir(), s, "prints without end"); r.Why == nil || r.Why.Kind != program.OverLimit {
			t.Errorf("%+v", r)
		}
	})
}
