package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// children returns the processes that this one has started and not waited for.
func children(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(files) == 0 {
		t.Fatal("this system does not tell who our children are: ", err)
	}
	for _, file := range files {
		text, _ := os.ReadFile(file) // the thread may be gone
		all = append(all, strings.Fields(string(text))...)
	}
	return all
}

// TestSimulateLeavesNoProcess: while a search runs, it has processes. They are gone when somebody
// has stopped it, when it is over, and when the bench ends.
func TestSimulateLeavesNoProcess(t *testing.T) {
	share.Slow(t)
	s, end := simulating(t, sandbox.Clone(t), aThousand)
	const long = "server=reference&seed=1&seeds=1000000&profile=lan"
	for _, c := range []struct {
		how, form string
		end       func()
	}{
		{"stopped", long, s.halt},
		{"over", "server=reference&seed=1&seeds=40&profile=lan", func() {}},
		{"the bench ends", long, func() { end(); s.bench.Wait() }},
	} {
		must(t, s.start(formOf(t, c.form)))
		await(t, s, "a few seeds", func() bool { return s.done > 2 })
		if len(children(t)) == 0 && c.form == long {
			t.Errorf("%s: no process makes these runs", c.how)
		}
		c.end()
		rest(t, s)
		if left := children(t); len(left) > 0 {
			t.Errorf("%s: processes %v are left running", c.how, left)
		}
	}
}
