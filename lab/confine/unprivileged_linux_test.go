package confine

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chatlab/lab/share"
)

// nobody is a user without privileges. It need not be known to the system.
const nobody = 65534

// setuidProgram names, in the environment, a copy of the test binary that is root's and setuid.
const setuidProgram = "CHATLAB_TEST_SETUID"

// TestUnprivileged runs all other tests as a user without privileges, since teachers are not
// root. The kernel treats the two differently.
func TestUnprivileged(t *testing.T) {
	share.Costly(t)
	if testing.Short() {
		t.Skip("it is about what the system holds, in which the race detector sees nothing; without -short it runs")
	}
	if os.Getuid() != 0 {
		t.Skip("the other tests run as such a user already")
	}
	dir, err := os.MkdirTemp("", "confine-*") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	own, self, setuid := filepath.Join(dir, "own"), filepath.Join(dir, "confine.test"), filepath.Join(dir, "setuid")
	for _, err := range []error{
		os.Chmod(dir, 0o755),
		os.Mkdir(own, 0o755),
		copyFile(self, os.Args[0]),
		copyFile(setuid, os.Args[0]),
		os.Chown(own, nobody, nobody),
		os.Chown(self, nobody, nobody),
		os.Chmod(setuid, 0o755|os.ModeSetuid),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	as := exec.CommandContext(t.Context(), self, "-test.v", "-test.timeout=5m", "-test.skip=^TestGoBuild$") // it would compile the runtime once more
	as.Dir = own
	as.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + own, "HOME=" + own, setuidProgram + "=" + setuid}
	as.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := as.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if text := strings.TrimSpace(line); err != nil || strings.HasPrefix(text, "--- SKIP") || strings.Contains(text, ": not held here: ") {
			t.Log(text)
		}
	}
	if err != nil || strings.Count(string(out), "--- PASS: TestCrimes/") < len(crimes)/2 {
		t.Errorf("as user %d: %v", nobody, err)
	}
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}
