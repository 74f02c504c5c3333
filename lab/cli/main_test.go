package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
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

// TestComplaintsAreCleaned: whatever an error quotes, only complain prints it.
func TestComplaintsAreCleaned(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	printed := regexp.MustCompile(`"lab: [^"]*%v`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := printed.Find(text); found != nil && !strings.HasSuffix(file, "_test.go") {
			t.Errorf("%s prints an error by %s; complain cleans it", file, found)
		}
	}
	var out strings.Builder
	complain(&out, "is \x1b[2J red\r\nbut not this")
	if got := out.String(); strings.ContainsAny(got, "\x1b\r") || !strings.HasSuffix(got, "\nbut not this\n") {
		t.Errorf("%q", got)
	}
}
