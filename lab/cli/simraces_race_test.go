//go:build race

package cli

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestSimFindsRaces: with the race detector, sim finds two goroutines that write the same
// variable, and says where.
func TestSimFindsRaces(t *testing.T) {
	if _, err := exec.LookPath("cc"); err != nil && runtime.GOOS != "darwin" {
		t.Skip("the race detector needs a C compiler")
	}
	t.Parallel()
	s := startCopy(t, "server/conn.go", "\t\tc.heard += int64(n)\n\t\tfor line", "\t\tc.heard += int64(n)\n\t\theardInAll += int64(n)\n\t\tfor line")
	file, err := os.OpenFile(s.Path("work/14-a-thousand/server/conn.go"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.WriteString("\nvar heardInAll int64\n")
	file.Close()
	status, out, errs := s.Lab("sim", "--of", "work/14-a-thousand", "--race", "--seeds", "10")
	if status != ExitFailed || !strings.Contains(out, "the race detector has seen a data race") || !strings.Contains(out, "(*conn).talk") {
		t.Errorf("exit status %d, %s\n%s", status, errs, out)
	}
}
