package sandbox

import (
	"os"
	"os/exec"
	"runtime"
	"testing"

	"chatlab/lab/grade"
)

// NeedsProgram skips a test where a program that it needs is not installed. In
// CI everything has to be installed: there nothing is skipped unseen.
func NeedsProgram(t *testing.T, name string) {
	t.Helper()
	_, err := exec.LookPath(name)
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatalf("%s is not installed, and CI is set: there the test must run; .ci/run installs what it needs", name)
	case err != nil:
		t.Skipf("not tested: %s is not installed here", name)
	}
}

// NeedsPython skips a test where python3 can't be had, and on Windows, where a
// program of that name may be there that does nothing.
func NeedsPython(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("nobody has tried these servers on Windows yet")
	}
	NeedsProgram(t, "python3")
}

// OfLongWork marks a test that takes many seconds of processor time. It is left out
// with -short, but not with the race detector, which looks at what it does.
func OfLongWork(t *testing.T) {
	t.Helper()
	if testing.Short() && !grade.RaceEnabled {
		t.Skip("it is slow; without -short it runs")
	}
}

// OfContent marks a test of what the lessons, pages and broken servers are, and
// not of the lab's own code. It takes its time, and the race detector would look
// at the same few goroutines again and again: with -short it is left out.
func OfContent(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it is about the lessons, not about the program; without -short it runs")
	}
}
