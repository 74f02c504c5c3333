package draw

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// remark is what a Remarked event says. Any other note is about the time of the event.
func remark(e trace.Event) trace.Remark {
	if e.Kind != trace.Remarked {
		return trace.Remark{}
	}
	r, ok := trace.ParseRemark(e.Note)
	if !ok {
		r.Text = e.Note
	}
	return r
}

// drawRemark lays out a remark in a drawing of that width: a line across all life lines, and the text
// above it. If the text has no room, what it says after a colon takes the place of the line.
func (d *drawnRow) drawRemark(width int) {
	columns, text := int(float64(width-2*noteX)/letter), remark(d.Event).Text
	d.Arrow = &drawnArrow{From: noteX, To: width - noteX}
	if brief, more, cut := strings.Cut(text, ": "); cut && layout.Columns(text) > columns {
		text, d.Below, d.Arrow = brief+":", fitted(more, columns), nil
	}
	d.Label = drawnLabel{X: noteX, Anchor: "start", Text: fitted(text, columns)}
}

// counted is when the first of the times begins that are over at a remark. It is ok if there is one. A
// reader has to see from when a time counts, so nothing is folded from then on.
func (s scene) counted() (from time.Duration, ok bool) {
	for _, row := range s.rows {
		if over := remark(row.Event).Over; over > 0 && (!ok || row.At-over < from) {
			from, ok = row.At-over, true
		}
	}
	return from, ok
}

// Acts reports whether an event is something that a step does to the server: it connects, sends,
// starts or stops. The line that the step quiet sends does not count: the kit only waits for it.
func Acts(e trace.Event) bool {
	sent := (e.Dir == trace.ToServer || e.Dir == trace.FarToServer) && e.Kind.OnWire()
	return e.Kind == trace.Server || e.Kind == trace.Open || sent && !bytes.Contains(e.Data, []byte(QuietLine))
}

// remarkUnasked adds a remark below the lines that a failed step found, but that had come for an
// earlier reason. The row of the failure is where the step ended, which may be much later.
func (s *scene) remarkUnasked() {
	for i := len(s.rows) - 1; i >= 0; i-- {
		row := s.rows[i]
		if !row.Guilty || !row.WholeWrong || row.after == "" || row.after == row.finder || !s.unasked(row) {
			continue
		}
		text := fmt.Sprintf("↑ came after %s, not asked for", stepName(row.after))
		says := row
		says.Event = trace.Event{At: row.At, Conn: row.Conn, Kind: trace.Remarked, Note: trace.Remark{Text: text}.String()}
		says.Steps, says.Guilty, says.Tail, says.Torn, says.holes = []string{row.finder}, false, 0, false, nil
		s.rows = slices.Insert(s.rows, i+1, says)
	}
}

// unasked reports whether the step that found a line was not waiting for one from that client: it
// proves that nothing came, or it waits for a line to somebody else.
func (s *scene) unasked(row sceneRow) bool {
	at := slices.IndexFunc(s.steps, func(step sceneStep) bool { return step.Label == row.finder })
	words := strings.Fields(s.steps[at].Source)
	return len(words) > 1 && (words[0] == "quiet" || words[0] == "hear" && words[1] != row.Conn)
}
