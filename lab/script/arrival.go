package script

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/draw"
	"chatlab/lab/trace"
)

// tellArrival says in a failure when a line came that the client should not have got: its time, and
// the last step that had done anything to the server by then. The server may have sent the line for
// an earlier reason, but for no later one. If nothing was done since, the reader looks there anyway:
// then it is told only in the step quiet, which expects no line at all.
func (s *session) tellArrival(f *Failure, c *client, l *line) {
	step, acted, got, last := 0, 0, 0, false
	for _, e := range s.recorder.Log().All() {
		switch {
		case e.Kind == trace.Step:
			step, _ = strconv.Atoi(strings.TrimPrefix(e.Conn, "#"))
		case s.acts(e):
			acted, last = step, f.AfterStep == step
		case f.AfterStep == 0 && e.Conn == c.conn && e.Kind == trace.Data && e.Dir == trace.ToClient:
			if got += len(e.Data); got >= l.at+len(l.raw) {
				f.AfterStep, f.CameAt, last = acted, e.At, true
			}
		}
	}
	current := func(other Step) bool { return other.Number == step && other.command == nameOfQuiet }
	if f.AfterStep == step || last && !slices.ContainsFunc(s.steps, current) {
		f.AfterStep, f.CameAt = 0, 0
	}
}

// acts reports whether an event is something that a step does to the server. What the kit itself says
// to prove that nothing came is none.
func (s *session) acts(e trace.Event) bool {
	sent := (e.Dir == trace.ToServer || e.Dir == trace.FarToServer) && e.Kind.OnWire() && e.Kind != trace.Fault
	return e.Kind == trace.Server || e.Kind == trace.Open || sent && !bytes.Contains(e.Data, []byte(draw.QuietLine))
}
