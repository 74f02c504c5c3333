package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func command(name string, args ...string) Command {
	return Command{Args: append([]string{os.Args[0], name}, args...)}
}

// begin starts a program, and stops it when the test ends. Then nothing of it may be left
// running.
func begin(t *testing.T, c Command, opts Options) *Program {
	t.Helper()
	p, err := Start(t.Context(), c, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Stop()
		p.Kill() // on a program that has ended, it does nothing
		nothingLeft(t, p)
	})
	return p
}

func nothingLeft(t *testing.T, p *Program) {
	t.Helper()
	if _, ended := p.Ended(); !ended {
		t.Error("the program is still there")
	}
	if p.cmd.ProcessState == nil {
		t.Error("the process was not waited for")
	}
	if nc, err := net.DialTimeout("tcp", p.Addr(), testLimit); err == nil {
		nc.Close()
		t.Error("somebody still listens")
	}
	if _, err := p.stdin.Write(nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("its input is still open: %v", err)
	}
}

// caller dials and returns what the program says to its caller.
func caller(t *testing.T, p *Program) string {
	t.Helper()
	nc, err := p.Dial(t.Context(), "")
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
		"announces too early":  command("announces too early"),
		"ends with its input":  command("ends with its input"),
		"says nothing":         command("says nothing"),
		"closes its output":    command("closes its output"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, c, Options{})
			// The first connection is ours: nobody connected to see whether it is ready.
			if got := caller(t, p); got != "caller 1\n" {
				t.Errorf("the program says %q", got)
			}
		})
	}
}

// trouble starts a program that can't be started, and returns the reason.
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
		{"announces and does not listen", command("announces and does not listen"), 0.2, "did not listen within 3s on 127.0.0.1:1", "listening on"},
		{"port in use", fixed, 1, " uses it", ""},
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

func TestAddressIsFilledIn(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string // the arguments, with PORT for the port
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
	at, err := choosePort(t.Context(), firstPort, lastPort)
	if err != nil {
		t.Fatal(err)
	}
	at.release()
	fixed.Port = at.port
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
	nothingLeft(t, p)
}

func TestContextEndsTheStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	all := newRegister(t)
	started := make(chan error)
	go func() {
		_, err := Start(ctx, command("never listens"), Options{Env: all.env()})
		started <- err
	}()
	pid := all.next(t)
	cancel()
	if err := <-started; !errors.Is(err, context.Canceled) {
		t.Errorf("canceled while starting: %v", err)
	}
	if _, err := Start(ctx, command("never listens"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled before: %v", err)
	}
	if process, err := os.FindProcess(pid); err == nil && process.Signal(os.Interrupt) == nil {
		t.Error("the program is still there")
	}
}

// TestEndIsAskedForByMany: any goroutine may call Stop and Kill at any time.
func TestEndIsAskedForByMany(t *testing.T) {
	p := begin(t, command("says nothing"), Options{})
	var all sync.WaitGroup
	for range 5 {
		all.Go(p.Stop)
		all.Go(p.Kill)
		all.Go(func() { p.Ended(); p.Memory(); p.Trouble() })
	}
	all.Wait()
}

// TestManyAtOnce: many checks may choose ports at the same time, and each reaches its own
// program.
func TestManyAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			p, err := Start(t.Context(), command("says nothing"), Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer p.Stop()
			if got := caller(t, p); got != "caller 1\n" {
				t.Errorf("the program says %q", got)
			}
		})
	}
	all.Wait()
}

// TestChosenPortsDiffer: nobody else gets the same port between the choice and the program's
// bind.
func TestChosenPortsDiffer(t *testing.T) {
	const first, last, most = firstPort, firstPort + 59, 30
	claims := make(chan claim, most)
	var all sync.WaitGroup
	for range most {
		all.Go(func() {
			c, err := choosePort(t.Context(), first, last)
			if err != nil {
				t.Error(err)
			}
			claims <- c
		})
	}
	all.Wait()
	close(claims)
	seen := map[int]bool{}
	for c := range claims {
		if seen[c.port] || c.port < first || c.port > last {
			t.Errorf("port %d is given again, or is not one to choose", c.port)
		}
		seen[c.port] = true
		defer c.release()
	}
}

// TestPortIsGivenBack: when the program ends, its claim ends, and we keep nothing open for
// it.
func TestPortIsGivenBack(t *testing.T) {
	p := begin(t, command("says nothing"), Options{})
	lock := func() error {
		nc, err := net.ListenPacket("udp", p.Addr())
		if err == nil {
			nc.Close()
		}
		return err
	}
	if lock() == nil {
		t.Error("the port is not claimed while the program runs")
	}
	p.Kill()
	if err := lock(); err != nil {
		t.Error(err)
	}
}

// TestNoProgramsHere: when the system refuses to run a program that was just built, the
// server is not to blame.
func TestNoProgramsHere(t *testing.T) {
	for _, c := range []struct {
		name string
		mode fs.FileMode
		kind Kind
		says string
	}{
		{"server1.exe", 0o755, OfTheKit, "set TMPDIR"},
		{"notes.txt", 0o644, NotStarted, "permission denied"},
	} {
		name := filepath.Join(t.TempDir(), c.name)
		refused := &fs.PathError{Op: "fork/exec", Path: name, Err: syscall.EACCES}
		if err := os.WriteFile(name, nil, c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, c.mode); err != nil {
			t.Fatal(err)
		}
		if why := notStarted(refused, name); why.Kind != c.kind || !strings.Contains(why.What, c.says) {
			t.Errorf("%v: %+v", c.mode, why)
		}
	}
}
