package hunt_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/hunt"
	"chatlab/lab/trace"
)

// TestActsInATrace: the trace of a run says who stops reading, who reads again, at the latest when
// all paths are healed, and whose host loses power. It says so as every other record does.
// A record without such events is judged in the same way.
func TestActsInATrace(t *testing.T) {
	ops, err := hunt.ParseOps(strings.NewReader("1s ana join\n1s bruno join\n1s carla join\n2s ana freeze\n2s bruno freeze\n3s ana thaw\n3s ana thaw\n4s carla vanish\n5s ana say 10\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := hunt.Case{Seed: 1, Ops: ops}
	plain := run(t, reference, c)
	c.Trace = filepath.Join(t.TempDir(), "run.trace")
	traced := run(t, reference, c)
	var acts []string
	for _, e := range traced.Log.All() {
		if e.Kind == trace.Fault {
			acts = append(acts, e.Conn+": "+string(e.Act()))
		}
	}
	if want := []string{"ana: stops reading", "bruno: stops reading", "ana: reads again", "carla: loses power", "bruno: reads again"}; !slices.Equal(acts, want) {
		t.Errorf("acts %q, want %q", acts, want)
	}
	if len(plain.Broken) > 0 || len(traced.Broken) > 0 {
		t.Errorf("broken: %v, and with a trace %v", plain.Broken, traced.Broken)
	}
}
