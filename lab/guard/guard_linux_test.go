package guard

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain makes the test binary also a guard with little patience, and a kit that does not
// look whether it is to end.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) < 2 || os.Args[1] != "guard":
		os.Exit(m.Run())
	case Guarded():
		fmt.Println("the kit runs")
		io.Copy(io.Discard, os.Stdin) // until it is killed, or the test has ended
	default:
		status, _ := run(130, 3, 100*time.Millisecond)
		os.Exit(status)
	}
}

// TestBusyKit: a kit that does not end when it is asked to is killed, and the exit status names
// the signal.
func TestBusyKit(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			guard := exec.CommandContext(ctx, os.Args[0], "guard")
			guard.WaitDelay = time.Second
			in, err := guard.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			var said strings.Builder
			guard.Stderr = &said
			out, err := guard.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := guard.Start(); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
				t.Fatalf("%q %v", line, err)
			}
			guard.Process.Signal(signal)
			err = guard.Wait()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != exitSignal+int(signal) {
				t.Errorf("%v, want exit status %d", err, exitSignal+int(signal))
			}
			if !strings.Contains(said.String(), "did not end within 100ms") {
				t.Errorf("it says %q", said.String())
			}
		})
	}
}
