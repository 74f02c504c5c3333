package bench

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/hunt"
	"chatlab/lab/share"
	"chatlab/lab/trace"
)

// longRun is a run in which ana sends and gets many lines.
func longRun(events, size int) hunt.Finding {
	var all []trace.Event
	data := bytes.Repeat([]byte("<b>"), size/3)
	for i := range events {
		all = append(all, trace.Event{At: time.Duration(i) * time.Millisecond, Conn: "ana", Dir: trace.ToServer + trace.Dir(i%2), Kind: trace.Data, Data: append(data, '\n')})
	}
	return hunt.Finding{Case: hunt.Case{Seed: 7, Ops: []hunt.Op{{Number: 1, Who: "ana", Do: hunt.Join, As: "ana"}}}, Log: trace.NewLog(all)}
}

// TestPicturesAreBounded: a run of any length gives a picture that is not larger than what the
// bench keeps, and shows its beginning.
func TestPicturesAreBounded(t *testing.T) {
	share.Slow(t)
	for _, c := range []struct {
		events, size int
		says         string
	}{
		{10, 30, "seed 7: no rule is broken"},
		{20_000, 30, "the beginning of the run: "},
		{6_000, 6_000, "the beginning of the run: "},
	} {
		p, err := drawWhole(longRun(c.events, c.size))
		if err != nil || len(p) == 0 || len(p) > mostOfPicture || !strings.Contains(string(p), c.says) {
			t.Errorf("%d events of %d bytes: %d bytes, %v", c.events, c.size, len(p), err)
		}
		if strings.Contains(string(p), "<b><b>") {
			t.Errorf("%d events of %d bytes: what was sent is markup", c.events, c.size)
		}
	}
}

// TestRecordsAreBounded: a record that is too large is not read.
func TestRecordsAreBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "run.trace")
	for _, size := range []int64{mostOfTrace, mostOfTrace + 1} {
		runs := bounded(func(context.Context, hunt.Case) (hunt.Outcome, error) {
			if err := os.WriteFile(name, nil, 0o666); err != nil {
				return hunt.Outcome{}, err
			}
			return hunt.Outcome{Hash: "made"}, os.Truncate(name, size)
		})
		o, err := runs(t.Context(), hunt.Case{Trace: name})
		var large tooLarge
		if o.Hash != "made" || errors.As(err, &large) != (size > mostOfTrace) || err != nil && int64(large) != size {
			t.Errorf("%d bytes: %v, %v", size, o, err)
		}
	}
}
