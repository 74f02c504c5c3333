package sandbox

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
)

// NeedsProgram skips a test if a program that it needs is not installed. In CI that is an
// error, so that no test is skipped unnoticed.
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

// NeedsPython skips a test if there is no python3. It always skips on Windows, where a
// python3 may exist that does nothing.
func NeedsPython(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("nobody has tried these servers on Windows yet")
	}
	NeedsProgram(t, "python3")
}

// OfContent marks a test of the lessons, pages and broken servers, not of the lab's own
// code. It takes long, and the race detector would see the same few goroutines again and
// again. -short leaves it out.
func OfContent(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it is about the lessons, not about the program; without -short it runs")
	}
}
