package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
)

// TestMain lets the test binary be lab itself: where a check runs the
// reference server, it runs its own executable with "server" as argument.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		main()
	}
	os.Exit(m.Run())
}

// lab runs a command line and returns its exit status and what it wrote.
func lab(t *testing.T, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf bytes.Buffer
	status = run(context.WithoutCancel(t.Context()), args, &terminal{strings.NewReader(""), &outBuf, &errBuf})
	return status, outBuf.String(), errBuf.String()
}
