package reaper

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestEndFindsAll: End finds all wanted processes while other children come and go, even when
// a parent ends at that moment.
func TestEndFindsAll(t *testing.T) {
	if err := Adopt(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { End(func(int) bool { return true }) })
	for i := range 100 {
		mark := fmt.Sprintf("REAPER_TEST=%d-%d-", os.Getpid(), i)
		script(t, "exit 0") // another child, a zombie that nobody has waited for
		script(t, "sh -c 'sleep 60 & sleep 60 &' & :", mark)
		End(func(pid int) bool { return Finds(pid, mark) })
		if left := carriers(t, mark); len(left) > 0 {
			t.Errorf("round %d: still there: %v", i, left)
		}
	}
}

// TestNobodyIsWaitedFor: Finds returns at once for a process that will never have an
// environment.
func TestNobodyIsWaitedFor(t *testing.T) {
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for _, dir := range all {
		if pid, _ := strconv.Atoi(filepath.Base(dir)); Finds(pid, "REAPER_TEST=nobody") {
			t.Errorf("%s has it", dir)
		}
	}
	if took := time.Since(began); took > endTime {
		t.Errorf("to look at %d processes took %v", len(all), took)
	}
}

// script runs text in a shell that nobody waits for.
func script(t *testing.T, text string, env ...string) {
	t.Helper()
	_, err := os.StartProcess("/bin/sh", []string{"sh", "-c", text}, &os.ProcAttr{Env: append(os.Environ(), env...)})
	if err != nil {
		t.Fatal(err)
	}
}

// carriers returns the processes that started with this line in their environment.
func carriers(t *testing.T, line string) (dirs []string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range all {
		if text, err := os.ReadFile(dir + "/environ"); err == nil && strings.Contains(string(text), line) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
