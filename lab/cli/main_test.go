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

// TestMain makes the test binary act as lab: a check runs the reference server as its own
// executable with the argument "server".
func TestMain(m *testing.M) {
	sandbox.Main(Main)
	sandbox.Together()
	os.Exit(m.Run())
}

// lab runs a command line and returns its exit status and its output.
func lab(t *testing.T, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf bytes.Buffer
	status = run(context.WithoutCancel(t.Context()), args, &console.Terminal{In: strings.NewReader(""), Out: &outBuf, Err: &errBuf})
	return status, outBuf.String(), errBuf.String()
}
