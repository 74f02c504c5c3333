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

// TestStoppedKit: while the kit is stopped, its limits pass. The server is not blamed: the
// run starts again. A run without a stop is judged.
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

// checkWithAStop checks a server that sends nothing to its first client and serves the
// others correctly. When the first client has connected, it stops the check for a time.
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
	check.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that a signal reaches check and guard
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
		time.Sleep(stop) // the length of the stop is what the test is about
		syscall.Kill(-check.Process.Pid, syscall.SIGCONT)
	}
	go serveRight(ln) // ends with ln
	var exit *exec.ExitError
	if err := check.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return printed.String(), check.ProcessState.ExitCode()
}

// serveRight does what a server must do for a client that joins alone.
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
