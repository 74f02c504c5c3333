//go:build unix

package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatlab/lab/sandbox"
)

// TestStoppedKit: while the kit is stopped its limits pass, and no server is to
// blame for that: the run is begun anew. A run without a stop is judged.
func TestStoppedKit(t *testing.T) {
	dir := sandbox.Copy(t)
	for _, c := range []struct {
		stop   time.Duration
		status int
		told   string
	}{
		{0, ExitFailed, "a greeting"},
		{2500 * time.Millisecond, 0, "1 passed"},
	} {
		t.Run(fmt.Sprint(c.stop), func(t *testing.T) {
			t.Parallel()
			out, status := checkWithAStop(t, dir, c.stop)
			if status != c.status || !strings.Contains(out, c.told) {
				t.Errorf("exit status %d, want %d and %q:\n%s", status, c.status, c.told, out)
			}
		})
	}
}

// checkWithAStop checks a server that says nothing to the first who comes, and is
// right with others. It stops the check for a time when the first has come.
func checkWithAStop(t *testing.T, dir string, stop time.Duration) (out string, status int) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	server := fmt.Sprintf("sh -c 'echo listening on %s; exec cat' {addr}", ln.Addr())
	check := exec.CommandContext(t.Context(), os.Args[0], "check", "1", "--run", "greeting_and_name", "--server", server)
	check.Dir = dir
	check.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the check and its guard
	var printed bytes.Buffer
	check.Stdout, check.Stderr = &printed, &printed
	if err := check.Start(); err != nil {
		t.Fatal(err)
	}
	ln.(*net.TCPListener).SetDeadline(time.Now().Add(toolTime))
	first, err := ln.Accept()
	if err != nil {
		check.Process.Kill()
		check.Wait()
		t.Fatalf("%v; the check printed:\n%s", err, printed.String())
	}
	defer first.Close()
	if stop > 0 {
		syscall.Kill(-check.Process.Pid, syscall.SIGSTOP)
		time.Sleep(stop) // that it lasts is what is tried
		syscall.Kill(-check.Process.Pid, syscall.SIGCONT)
	}
	go serveRight(ln) // ends with ln
	var exit *exec.ExitError
	if err := check.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return printed.String(), check.ProcessState.ExitCode()
}

// serveRight does as much as one who joins alone asks of a server.
func serveRight(ln net.Listener) {
	for {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		fmt.Fprintf(nc, "Your name?\n")
		if bufio.NewScanner(nc).Scan() {
			fmt.Fprintf(nc, "* in the room: \n")
		}
		nc.Close()
	}
}
