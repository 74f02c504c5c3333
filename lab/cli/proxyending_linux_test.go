package cli

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatlab/lab/sandbox"
	"chatlab/lab/trace"
)

// TestTraceIsThere: however a proxy ends, its trace has all that was shown.
func TestTraceIsThere(t *testing.T) {
	server := serverRunning(t)
	for signal, status := range map[syscall.Signal]int{syscall.SIGINT: 0, syscall.SIGTERM: 0, syscall.SIGQUIT: 0, syscall.SIGKILL: -1} {
		t.Run(signal.String(), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "wire.trace")
			proxy := sandbox.Command(t, t.TempDir(), "proxy", "--addr", "127.0.0.1:0", "--to", server, "--trace", file)
			out, err := proxy.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := proxy.Start(); err != nil {
				t.Fatal(err)
			}
			limit := time.AfterFunc(time.Minute, func() { proxy.Process.Kill() })
			defer limit.Stop()
			lines := bufio.NewScanner(out)
			lines.Scan()
			addr, _ := strings.CutPrefix(lines.Text(), "listening on ")
			nc, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
			for lines.Scan() && !greeting.MatchString(lines.Text()) {
			}
			proxy.Process.Signal(signal)
			for lines.Scan() {
			}
			proxy.Wait()
			if got := proxy.ProcessState.ExitCode(); got != status {
				t.Errorf("exit status %d, want %d", got, status)
			}
			log, err := trace.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var came strings.Builder
			for _, e := range log.All() {
				if e.Dir == trace.ToClient {
					came.Write(e.Data)
				}
			}
			if !strings.HasPrefix(came.String(), "Welcome") {
				t.Errorf("the greeting was shown, and the trace has %q of the server", came.String())
			}
		})
	}
}

// TestNobodyLearnsThePort: a command that listens ends if it can't say where.
func TestNobodyLearnsThePort(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no full device here: ", err)
	}
	defer full.Close()
	for _, line := range []string{"server --addr 127.0.0.1:0", "proxy --addr 127.0.0.1:0 --to 127.0.0.1:1", "web --addr 127.0.0.1:0"} {
		command := sandbox.Command(t, sandbox.Clone(t).Root, strings.Fields(line)...)
		var errs strings.Builder
		command.Stdout, command.Stderr = full, &errs
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		limit := time.AfterFunc(time.Minute, func() { command.Process.Kill() })
		command.Wait()
		limit.Stop()
		if got := command.ProcessState.ExitCode(); got != ExitTrouble || !strings.Contains(errs.String(), "the output could not be written: no space left on device") {
			t.Errorf("lab %s: exit status %d, %q", line, got, errs.String())
		}
	}
}
