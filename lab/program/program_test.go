package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestMain makes the test binary a program that behaves, or does not, as its
// first argument says: see programs.
func TestMain(m *testing.M) {
	maps.Copy(programs, systemPrograms)
	if len(os.Args) > 1 && programs[os.Args[1]] != nil {
		programs[os.Args[1]](os.Args[2:])
		return
	}
	os.Exit(m.Run())
}

// programs are what the tests start. Each gets the arguments after its name.
var programs = map[string]func([]string){
	"announces": func(args []string) {
		ln := listen(args)
		fmt.Printf("listening on %s\n", ln.Addr())
		serve(ln)
	},
	"announces late, in pieces": func(args []string) {
		fmt.Fprintln(os.Stderr, "listening on nothing yet")
		ln := listen(args)
		fmt.Print("garbage\x00\nliste")
		os.Stdout.Sync()
		fmt.Printf("ning on %s\r\n", ln.Addr())
		serve(ln)
	},
	"says nothing": func(args []string) { serve(listen(args)) },
	"tells its environment": func(args []string) {
		fmt.Printf("PORT=%s ADDR=%s args=%q\n", os.Getenv("PORT"), os.Getenv("ADDR"), args)
		os.Exit(3)
	},
	"ends at once":  func([]string) { fmt.Println("I have no wish to serve"); os.Exit(3) },
	"never listens": func([]string) { io.Copy(io.Discard, os.Stdin) },
	"prints for ever": func([]string) {
		garbage := []byte(strings.Repeat("\x1b[2Jgarbage\x00", 4096))
		for {
			os.Stdout.Write(garbage)
		}
	},
	"closes its output": func(args []string) {
		os.Stdout.Close()
		os.Stderr.Close()
		serve(listen(args))
	},
	"eats memory": func([]string) {
		var all [][]byte
		for {
			chunk := make([]byte, 16<<20)
			for i := range chunk {
				chunk[i] = 1
			}
			all = append(all, chunk)
		}
	},
}

func listen(args []string) net.Listener {
	if len(args) < 2 || args[0] != "--addr" {
		fmt.Fprintln(os.Stderr, "no address")
		os.Exit(2)
	}
	ln, err := net.Listen("tcp", args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return ln
}

// serve counts callers: it tells each its number.
func serve(ln net.Listener) {
	for n := 1; ; n++ {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		fmt.Fprintf(nc, "caller %d\n", n)
		nc.Close()
	}
}

func command(name string, args ...string) Command {
	return Command{Args: append([]string{os.Args[0], name}, args...)}
}

// begin starts a program and stops it when the test ends; then nothing of it
// may be left.
func begin(t *testing.T, c Command, opts Options) *Program {
	t.Helper()
	p, err := Start(t.Context(), c, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Stop()
		if _, ended := p.Ended(); !ended {
			t.Error("still there after Stop")
		}
		if nc, err := net.Dial("tcp", p.Addr()); err == nil {
			nc.Close()
			t.Error("somebody still listens after Stop")
		}
	})
	return p
}

// callers dials and returns what the program says to its caller.
func caller(t *testing.T, p *Program) string {
	t.Helper()
	nc, err := p.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	text, err := io.ReadAll(nc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPrograms(t *testing.T) {
	announces := command("announces")
	announces.Announces = true
	late := command("announces late, in pieces")
	late.Announces = true
	for name, c := range map[string]Command{
		"announces, on port 0": announces,
		"announces late":       late,
		"announces, on a port": command("announces"),
		"says nothing":         command("says nothing"),
		"closes its output":    command("closes its output"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, c, Options{})
			// The first caller is ours: nobody connected to see whether it is ready.
			if got := caller(t, p); got != "caller 1\n" {
				t.Errorf("the program says %q", got)
			}
		})
	}
}

// trouble starts a program that can't be started and returns why.
func trouble(t *testing.T, c Command, opts Options) *Trouble {
	t.Helper()
	p, err := Start(t.Context(), c, opts)
	var why *Trouble
	if err == nil {
		p.Kill()
		t.Fatal("it started")
	}
	if !errors.As(err, &why) {
		t.Fatalf("%v is no trouble", err)
	}
	return why
}

func TestTroubles(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { busy.Close() })
	fixed := command("says nothing")
	fixed.Port = busy.Addr().(*net.TCPAddr).Port
	announcing := command("says nothing")
	announcing.Announces = true
	for _, c := range []struct {
		name         string
		command      Command
		slow         float64
		what, output string
	}{
		{"not found", Command{Args: []string{"no-such-program-anywhere"}}, 1, "could not be started: no-such-program-anywhere", ""},
		{"a folder", Command{Args: []string{t.TempDir()}}, 1, "could not be started", ""},
		{"ends at once", command("ends at once"), 1, "ended before it listened: exit status 3", "no wish to serve"},
		{"never listens", command("never listens"), 0.02, "did not listen within 300ms on 127.0.0.1:", ""},
		{"never announces", announcing, 0.02, `has to print "listening on HOST:PORT"`, ""},
		{"port in use", fixed, 1, "in use by another program", ""},
		{"prints for ever", command("prints for ever"), 1, "printed more than 64 MiB", `garbage`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			why := trouble(t, c.command, Options{Slow: c.slow})
			if !strings.Contains(why.What, c.what) || !strings.Contains(why.Output, c.output) || why.Tried == "" {
				t.Errorf("%+v; want %q and %q", why, c.what, c.output)
			}
			if len(why.Output) > 2*(keepHead+2*keepTail) {
				t.Errorf("%d bytes of output kept", len(why.Output))
			}
		})
	}
}

func TestTooMuchMemory(t *testing.T) {
	if memory(os.Getpid()) == 0 {
		t.Skip("the memory of processes can't be seen on this system, so it is not bounded")
	}
	if why := trouble(t, command("eats memory"), Options{Memory: 64 << 20}); !strings.Contains(why.What, "MiB of memory") {
		t.Errorf("%+v", why)
	}
}

func TestAddressIsFilledIn(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string // the arguments, PORT replaced
	}{
		{nil, `["--addr" "127.0.0.1:PORT" "more"]`},
		{[]string{"-p", "{port}"}, `["-p" "PORT" "more"]`},
		{[]string{"{host}:{port}", "{addr}"}, `["127.0.0.1:PORT" "127.0.0.1:PORT" "more"]`},
	} {
		why := trouble(t, command("tells its environment", c.args...), Options{Args: []string{"more"}})
		var port, addr string
		fmt.Sscanf(why.Output, "PORT=%s ADDR=%s", &port, &addr)
		want := strings.ReplaceAll(fmt.Sprintf("PORT=PORT ADDR=127.0.0.1:PORT args=%s", c.want), "PORT", port)
		want = strings.Replace(want, port+"="+port, "PORT="+port, 1)
		if got := strings.TrimSpace(why.Output); got != want || port == "" {
			t.Errorf("%q: %s, want %s", c.args, got, want)
		}
	}
	fixed := command("tells its environment")
	fixed.Port, _ = choosePort()
	if why := trouble(t, fixed, Options{}); !strings.Contains(why.Output, "args=[]") {
		t.Errorf("with a fixed port something is appended: %s", why.Output)
	}
}

func TestContextEndsTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, err := Start(ctx, command("says nothing"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-p.done
	p.Stop() // of one that has ended: nothing happens
	p.Kill()

	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := Start(ctx, command("never listens"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled while starting: %v", err)
	}
}

// TestManyAtOnce: many checks may choose ports at the same time.
func TestManyAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			p, err := Start(t.Context(), command("says nothing"), Options{})
			if err != nil {
				t.Error(err)
				return
			}
			p.Stop()
		})
	}
	all.Wait()
}

func TestParse(t *testing.T) {
	for line, want := range map[string][]string{
		`python3 server.py {port}`:      {"python3", "server.py", "{port}"},
		` a  'b c' "d \"e\"" f\ g '' `:  {"a", "b c", `d "e"`, "f g", ""},
		`'it'\''s' a'b'"c"`:             {"it's", "abc"},
		`'C:\dir\x.exe' "a'b"`:          {`C:\dir\x.exe`, "a'b"},
		"$HOME *.go | x; y && z > file": {"$HOME", "*.go", "|", "x;", "y", "&&", "z", ">", "file"},
	} {
		c, err := Parse(line)
		if diff := cmp.Diff(want, c.Args); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", line, err, diff)
		}
	}
	for _, line := range []string{"", "   ", "'a", `"a`, `a\`} {
		if c, err := Parse(line); err == nil {
			t.Errorf("%q is taken for %q", line, c.Args)
		}
	}
}

// FuzzParse holds that quoted words come back as they were.
func FuzzParse(f *testing.F) {
	f.Add("a b", `it's "x"\`)
	f.Fuzz(func(t *testing.T, a, b string) {
		Parse(a) // whatever it is, it does not panic
		quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
		c, err := Parse(quote(a) + " " + quote(b))
		// A command line is text: what is no UTF-8 is not kept.
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		if err != nil || !cmp.Equal(c.Args, []string{a, b}) {
			t.Errorf("%q %q came back as %q, %v", a, b, c.Args, err)
		}
	})
}

func TestBuild(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "server.exe")
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte("package main\n\nfunc main() { undefined() }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if where, ok := Where(dir); !ok || where != dir {
		t.Errorf("Where(%s) = %s, %v", dir, where, ok)
	}
	var why *Trouble
	if _, err := Build(t.Context(), Go{Dir: dir, Out: out}); !errors.As(err, &why) || !strings.Contains(why.What+why.Output, "build") {
		t.Errorf("built: %v", err)
	}
	if _, ok := Where(t.TempDir()); ok {
		t.Error("an empty folder is taken for Go code")
	}
	if _, ok := Where("python3 server.py"); ok {
		t.Error("a command line is taken for a folder")
	}
}
