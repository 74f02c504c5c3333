package cli

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"chatlab/lab/console"
)

// serverRunning runs `lab server` until the test ends and returns its address. At the end
// its exit status must be 0.
func serverRunning(t *testing.T) string {
	t.Helper()
	addr, _ := serverToLose(t)
	return addr
}

// serverToLose is serverRunning, with a function that ends the server earlier.
func serverToLose(t *testing.T) (addr string, lose func()) {
	t.Helper()
	return serverLogging(t, io.Discard)
}

// serverLogging is serverToLose, with a writer for its log.
func serverLogging(t *testing.T, log io.Writer) (addr string, lose func()) {
	t.Helper()
	ctx, interrupt := context.WithCancel(context.WithoutCancel(t.Context()))
	out, printed := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"server", "--addr", "127.0.0.1:0"}, &console.Terminal{In: strings.NewReader(""), Out: printed, Err: log})
	}()
	lose = sync.OnceFunc(func() {
		interrupt()
		if status := <-ended; status != 0 {
			t.Errorf("the server ends with status %d", status)
		}
	})
	t.Cleanup(lose)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the server prints %q first", line)
	}
	return addr, lose
}

func TestServerAndClient(t *testing.T) {
	addr := serverRunning(t)
	var out, err strings.Builder
	status := run(t.Context(), []string{"client", "--addr", addr}, &console.Terminal{In: strings.NewReader("ana\n/who\n"), Out: &out, Err: &err})
	if status != 0 || !strings.HasSuffix(out.String(), "* in the room: \n* in the room: ana\n") || err.String() != "" {
		t.Errorf("status %d, out %q, err %q", status, &out, &err)
	}
	out.Reset()
	status = run(t.Context(), []string{"client", "--addr", addr, "--name", "a b"}, &console.Terminal{In: strings.NewReader(""), Out: &out, Err: &err})
	if status != ExitFailed || !strings.Contains(out.String(), "! bad-name") || !strings.Contains(err.String(), "did not let you in (bad-name)") {
		t.Errorf("a bad name: status %d, out %q, err %q", status, &out, &err)
	}
}

func TestAddressesThatCanNotBe(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for _, c := range []struct {
		args string
		want string
	}{
		{"server --addr " + taken.Addr().String(), "in use by another program"},
		{"server --addr 192.0.2.1:5000", "not an address of this machine"}, // reserved for examples (RFC 5737)
		{"server --addr nonsense", "an address is HOST:PORT"},
		{"server --addr 127.0.0.1:99999", "an address is HOST:PORT"},
		{"client --addr nonsense", "an address is HOST:PORT"},
		{"client --addr " + closed.Addr().String(), "nobody listens on"},
	} {
		status, _, text := lab(t, strings.Fields(c.args)...)
		if status != ExitFailed || !strings.Contains(text, c.want) || strings.Count(text, "\n") != 1 {
			t.Errorf("lab %s: status %d, %q; want one line with %q", c.args, status, text, c.want)
		}
	}
}
