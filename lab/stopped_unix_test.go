//go:build unix

package main

import (
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
)

// TestStoppedKit: while the kit is stopped its limits pass, and no server is to
// blame for that. The same server without a stop is red.
func TestStoppedKit(t *testing.T) {
	dir := copyKit(t, clone(t).root)
	for _, c := range []struct {
		stop   time.Duration
		status int
		told   string
	}{
		{0, exitFailed, "a greeting"},
		{1500 * time.Millisecond, exitTrouble, "trouble (kit): the kit itself was stopped for"},
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

// checkWithAStop checks a server that says nothing, and stops the check for a
// time when its client has come.
func checkWithAStop(t *testing.T, dir string, stop time.Duration) (out string, status int) {
	t.Helper()
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	server := fmt.Sprintf("sh -c 'echo listening on %s; exec cat' {addr}", mute.Addr())
	check := exec.CommandContext(t.Context(), os.Args[0], "check", "1", "--run", "greeting_and_name", "--server", server)
	check.Dir = dir
	var printed bytes.Buffer
	check.Stdout, check.Stderr = &printed, &printed
	if err := check.Start(); err != nil {
		t.Fatal(err)
	}
	mute.(*net.TCPListener).SetDeadline(time.Now().Add(toolTime))
	nc, err := mute.Accept()
	if err != nil {
		check.Process.Kill()
		check.Wait()
		t.Fatalf("%v; the check printed:\n%s", err, printed.String())
	}
	defer nc.Close()
	if stop > 0 {
		check.Process.Signal(syscall.SIGSTOP)
		time.Sleep(stop) // that it lasts is what is tried
		check.Process.Signal(syscall.SIGCONT)
	}
	var exit *exec.ExitError
	if err := check.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return printed.String(), check.ProcessState.ExitCode()
}
