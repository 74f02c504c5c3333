package program

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

// TestFamilyOf: a family is the process and all that it started, in other groups too, with
// the processor time that they used.
func TestFamilyOf(t *testing.T) {
	const spins = "while :; do :; done"
	shell := exec.Command("sh", "-c", "setsid sh -c '"+spins+"' & "+spins)
	if err := shell.Start(); err != nil {
		t.Skip(err)
	}
	var all family
	defer func() {
		for _, p := range all {
			if process, err := os.FindProcess(p.pid); err == nil && p.pid != shell.Process.Pid {
				process.Kill()
			}
		}
		shell.Process.Kill()
		shell.Wait()
	}()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(time.Millisecond) { // the kernel gives no event
		all = familyOf(shell.Process.Pid)
		if all.threads() == 2 && all.ready() == 2 && all.ran() > 100*time.Millisecond && all.ranExactly() >= all.ran() && all.memory() > 0 {
			return
		}
	}
	t.Errorf("%+v", all)
}
