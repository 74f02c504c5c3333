package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/lab/sandbox"
)

// TestMain lets the test binary be lab itself: where a check runs the
// reference server, it runs its own executable with "server" as argument.
func TestMain(m *testing.M) {
	sandbox.Main(Main)
	sandbox.Together()
	os.Exit(m.Run())
}

// lab runs a command line and returns its exit status and what it wrote.
func lab(t *testing.T, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf bytes.Buffer
	status = run(context.WithoutCancel(t.Context()), args, &console.Terminal{In: strings.NewReader(""), Out: &outBuf, Err: &errBuf})
	return status, outBuf.String(), errBuf.String()
}
