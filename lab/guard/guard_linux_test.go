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
// check whether it is to end.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) < 2 || os.Args[1] != "guard" && os.Args[1] != "patient":
		os.Exit(m.Run())
	case Guarded():
		fmt.Println("the kit runs")
		io.Copy(io.Discard, os.Stdin) // until it is killed, or the test has ended
	default:
		grace := 100 * time.Millisecond
		if os.Args[1] == "patient" {
			grace = time.Hour
		}
		status, _ := run(130, 3, grace)
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
			guard, said := guarding(t, "guard")
			guard.Process.Signal(signal)
			err := guard.Wait()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != exitSignal+int(signal) {
				t.Errorf("%v, want exit status %d", err, exitSignal+int(signal))
			}
			if !strings.Contains(said.String(), "did not end within 100ms") {
				t.Errorf("it says %q", said.String())
			}
		})
	}
}

// guarding starts a guard, and returns when its kit runs. It is killed after a minute.
func guarding(t *testing.T, how string) (guard *exec.Cmd, said *strings.Builder) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	guard = exec.CommandContext(ctx, os.Args[0], how)
	guard.WaitDelay = time.Second
	in, err := guard.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	said = new(strings.Builder)
	guard.Stderr = said
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
	return guard, said
}

// twice sends a guard two quick signals. On a busy machine the second may come so late that it counts as
// another press. Then it is done anew.
func twice(t *testing.T) (guard *exec.Cmd, said *strings.Builder, ended chan error) {
	t.Helper()
	for range 20 {
		guard, said = guarding(t, "patient")
		ended = make(chan error, 1)
		began := time.Now()
		guard.Process.Signal(syscall.SIGINT)
		guard.Process.Signal(syscall.SIGTERM) // two signals of one kind may arrive as one
		quick := time.Since(began) < Copies/4
		go func() { ended <- guard.Wait() }()
		if quick {
			return guard, said, ended
		}
		guard.Process.Kill()
		<-ended
	}
	t.Fatal("twenty times, the second signal came too late")
	return nil, nil, nil
}

// TestSecondSignal: one that follows at once is a copy of the first, and changes nothing. A later
// one ends the kit at once, however patient the guard is.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	guard, said, ended := twice(t)
	select {
	case err := <-ended:
		t.Fatalf("two quick signals have ended it: %v", err)
	case <-time.After(Copies + 100*time.Millisecond): // a person who presses again
	}
	guard.Process.Signal(syscall.SIGINT)
	err := <-ended
	exit := new(exec.ExitError)
	// Of two quick signals either may come first, and that one decides.
	first := errors.As(err, &exit) && (exit.ExitCode() == exitSignal+int(syscall.SIGINT) || exit.ExitCode() == exitSignal+int(syscall.SIGTERM))
	if !first || said.Len() > 0 {
		t.Errorf("%v, it says %q", err, said)
	}
}
