//go:build unix

package cli

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatlab/lab/sandbox"
	"chatlab/server/wire"
)

// TestServerWithoutAReader: a server goes on if nobody reads its log any more, as in `lab
// server 2>&1 | head -1`. At each signal that asks it to end, it says goodbye to its
// clients.
func TestServerWithoutAReader(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			command, addr := serverWithoutAReader(t)
			for range 3 { // each client is logged when it comes and when it goes
				nc, in := visit(t, addr)
				io.WriteString(nc, "/quit\n")
				if _, err := io.Copy(io.Discard, in); err != nil {
					t.Fatal(err)
				}
			}
			nc, in := visit(t, addr)
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			readUntil(t, in, wire.Closing)
			command.Process.Signal(signal) // a terminal's signal comes twice, since go tool passes it on
			nc.Close()
			if err := command.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}

// serverWithoutAReader runs `lab server` and reads its address. Then it closes the pipe
// that gets the server's output and log.
func serverWithoutAReader(t *testing.T) (command *exec.Cmd, addr string) {
	t.Helper()
	out, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command = sandbox.Command(t, t.TempDir(), "server", "--addr", "127.0.0.1:0")
	command.Stdout, command.Stderr = theirs, theirs
	err = command.Start()
	theirs.Close()
	if err != nil {
		t.Fatal(err)
	}
	limit := time.AfterFunc(time.Minute, func() { command.Process.Kill() })
	t.Cleanup(func() {
		limit.Stop()
		command.Process.Kill() // in case it still runs
	})
	line, _ := bufio.NewReader(out).ReadString('\n')
	out.Close()
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the server prints %q first", line)
	}
	return command, addr
}

// visit joins as ana, and returns when the server has sent the list of the room.
func visit(t *testing.T, addr string) (net.Conn, *bufio.Reader) {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(nc, "ana\n"); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(nc)
	readUntil(t, in, wire.Roster(nil, wire.MaxLine))
	return nc, in
}

// readUntil reads up to and including a line.
func readUntil(t *testing.T, in *bufio.Reader, want string) {
	t.Helper()
	for {
		line, err := in.ReadString('\n')
		if line == want {
			return
		}
		if err != nil {
			t.Fatalf("%q does not come: %v", want, err)
		}
	}
}
