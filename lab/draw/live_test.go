package draw

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/trace"
)

// TestLiveRowsStay: a page may add the rows that are new below those that it has, as long as the
// layout is the same.
func TestLiveRowsStay(t *testing.T) {
	var events []trace.Event
	for _, e := range talk().All() {
		if e.Kind != trace.Failed { // only in finished logs
			events = append(events, e)
		}
	}
	layouts := map[string]bool{}
	var before Rows
	for n := range len(events) + 1 {
		now := (Picture{}).Live(trace.NewLog(slices.Clone(events[:n])), 0)
		layouts[now.Layout] = true
		if now.Layout == before.Layout {
			if diff := cmp.Diff(before.Rows, now.Rows[:len(before.Rows)]); diff != "" {
				t.Errorf("with event %d: rows that were there have changed (-before +after):\n%s", n, diff)
			}
			if diff := cmp.Diff(append([]Row(nil), now.Rows[len(before.Rows):]...), (Picture{}).Live(trace.NewLog(events[:n]), len(before.Rows)).Rows); diff != "" {
				t.Errorf("with event %d: other rows from the %dth on (-all +from):\n%s", n, len(before.Rows), diff)
			}
		}
		before = now
	}
	if len(layouts) < 3 || len(before.Rows) < 12 {
		t.Errorf("%d layouts and %d rows: this proves little", len(layouts), len(before.Rows))
	}
	if rows := (Picture{}).Live(talk(), 1000).Rows; len(rows) > 0 {
		t.Errorf("%d rows beyond the end", len(rows))
	}
}

// TestLiveRowsAreText: what was sent is never markup.
func TestLiveRowsAreText(t *testing.T) {
	r := (Picture{}).Live(talk(), 0)
	var all strings.Builder
	all.WriteString(string(r.Heads))
	for _, row := range r.Rows {
		all.WriteString(string(row.SVG))
	}
	for _, bad := range []string{"<script", "<img", "\x1b", "\x00", "\u202e"} {
		if strings.Contains(all.String(), bad) {
			t.Errorf("the rows have %q", bad)
		}
	}
	if !strings.Contains(all.String(), "&lt;script") {
		t.Error("the rows do not show what was sent: this proves nothing")
	}
}
