package script

import (
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/draw"
	"chatlab/lab/trace"
)

// tellArrival says in a failure when a wrong line came to a client: its time, and the last step that
// had done anything to the server by then. The server may have sent the line because of that step or
// of an earlier one, but not because of a later one. If no later step did anything, the reader looks
// there anyway. Then only a failure of the step quiet tells it: quiet expects no line at all.
func (s *session) tellArrival(f *Failure, c *client, l *line) {
	step, acted := 0, 0 // the numbers of the current step, and of the last one that did anything
	received, latest := 0, false
	for _, e := range s.recorder.Log().All() {
		switch {
		case e.Kind == trace.Step:
			step, _ = strconv.Atoi(strings.TrimPrefix(e.Conn, "#"))
		case draw.Acts(e):
			acted, latest = step, f.AfterStep == step
		case f.AfterStep == 0 && e.Conn == c.conn && e.Kind == trace.Data && e.Dir == trace.ToClient:
			if received += len(e.Data); received >= l.at+len(l.raw) {
				f.AfterStep, f.CameAt, latest = acted, e.At, true
			}
		}
	}
	current := func(other Step) bool { return other.Number == step && other.command == nameOfQuiet }
	if f.AfterStep == step || latest && !slices.ContainsFunc(s.steps, current) {
		f.AfterStep, f.CameAt = 0, 0
	}
}
