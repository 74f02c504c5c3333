package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/client"
	"chatlab/lab/console"
	"chatlab/server/wire"
)

// labClient runs `lab client` with typed as its input, and returns what it prints.
func labClient(ctx context.Context, addr, name string, typed io.Reader) (status int, out, err string) {
	var outBuf, errBuf strings.Builder
	args := []string{"client", "--addr", addr, "--name", name}
	status = run(ctx, args, &console.Terminal{In: typed, Out: &outBuf, Err: &errBuf})
	return status, outBuf.String(), errBuf.String()
}

// listener returns a client that is in the room and only listens.
func listener(t *testing.T, addr string) *client.Client {
	t.Helper()
	c, err := client.Dial(t.Context(), addr, "listener")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// hears holds that the next lines have these texts.
func hears(t *testing.T, c *client.Client, want ...string) {
	t.Helper()
	var got []string
	for range want {
		m, err := c.Next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, m.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("heard (-want +got):\n%s", diff)
	}
}

func TestClientInAPipe(t *testing.T) {
	addr := serverRunning(t)
	l := listener(t, addr)
	for _, c := range []struct{ name, typed string }{
		{"ana", "hello\n"},
		{"", "ana\nhello\n"},
	} {
		status, out, err := labClient(t.Context(), addr, c.name, strings.NewReader(c.typed))
		if want := wire.Greeting + "* in the room: listener\n"; status != 0 || out != want || err != "" {
			t.Errorf("status %d, out %q, err %q; want 0, %q and nothing", status, out, err, want)
		}
		hears(t, l, "ana joined", "hello", "ana left")
	}
}

// TestClientInterrupted: Ctrl-C ends the client while nothing is typed. Standard input stays
// open, as a terminal does.
func TestClientInterrupted(t *testing.T) {
	addr := serverRunning(t)
	l := listener(t, addr)
	ctx, interrupt := context.WithCancel(t.Context())
	nothing, typing := io.Pipe()
	defer typing.Close()
	type result struct {
		status int
		err    string
	}
	ended := make(chan result, 1)
	go func() {
		status, _, err := labClient(ctx, addr, "ana", nothing)
		ended <- result{status, err}
	}()
	hears(t, l, "ana joined")
	interrupt()
	if got := <-ended; got != (result{}) {
		t.Errorf("interrupted: %+v, want status 0 and no word", got)
	}
	hears(t, l, "ana left")

	if status, _, err := labClient(ctx, addr, "ana", nothing); status != 0 || err != "" {
		t.Errorf("interrupted while connecting: status %d, err %q", status, err)
	}
}

// TestClientSaysWhatWentWrong: the client says it in one line, whatever the server does.
func TestClientSaysWhatWentWrong(t *testing.T) {
	for _, c := range []struct {
		name   string
		server func(*net.TCPConn)
		out    string
		err    string
	}{
		{"taken", says(wire.Refusal(wire.NameTaken, "ana is taken")), "! name-taken: ana is taken\n", "did not let you in (name-taken)"},
		{"full", says(wire.Refusal(wire.Full, "later")), "! full: later\n", "did not let you in (full)"},
		{"closed", says("\x1b[2J\n"), "\ufffd[2J\n", "the server is gone: it closed the connection"},
		{"closed without a word", says(""), "", "the server is gone: it closed the connection without a word"},
		{"reset", func(nc *net.TCPConn) {
			bufio.NewReader(nc).ReadString('\n') // the name
			nc.SetLinger(0)
		}, "", "the server is gone: "},
	} {
		nothing, typing := io.Pipe()
		status, out, err := labClient(t.Context(), once(t, c.server), "ana", nothing)
		typing.Close()
		if status != ExitFailed || out != c.out || !strings.HasPrefix(err, "lab: ") || !strings.Contains(err, c.err) || strings.Count(err, "\n") != 1 {
			t.Errorf("%s: status %d, out %q, err %q; want %d, %q and one line with %q", c.name, status, out, err, ExitFailed, c.out, c.err)
		}
	}
}

// says is a server that sends a text to each client and closes.
func says(text string) func(*net.TCPConn) {
	return func(nc *net.TCPConn) {
		io.WriteString(nc, text)
		nc.CloseWrite()
		io.Copy(io.Discard, nc)
	}
}

// once serves one client and returns the address for it.
func once(t *testing.T, serve func(*net.TCPConn)) string {
	t.Helper()
	ln := listen(t)
	var served sync.WaitGroup
	served.Go(func() { serveNext(ln, serve) })
	t.Cleanup(func() {
		ln.Close()
		served.Wait()
	})
	return ln.Addr().String()
}

// serveNext serves the next client.
func serveNext(ln net.Listener, serve func(*net.TCPConn)) {
	if nc, err := ln.Accept(); err == nil {
		serve(nc.(*net.TCPConn))
		nc.Close()
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func TestWhyThereIsNoServer(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "nobody listens on ADDR; is a server running? go tool lab server starts one"},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connectex", syscall.Errno(10061))}, "nobody listens on ADDR; is a server running? go tool lab server starts one"},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, "no answer from ADDR within 5s; is the address right?"},
		{errors.New("nonsense"), `can't connect to "ADDR": nonsense; an address is HOST:PORT, such as ` + defaultAddr},
	} {
		if diff := cmp.Diff(c.want, whyNoServer("ADDR", c.err)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.err, diff)
		}
	}
}
