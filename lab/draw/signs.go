package draw

import (
	"bytes"

	"chatlab/lab/trace"
)

// signs are what a picture has and its legend explains. A legend explains nothing else.
type signs struct {
	Red        bool // bytes or an end at which a step failed
	Green      bool // a line that should have come to another client too
	Torn       bool // a part of a line
	Incomplete bool // a life line with an incomplete line
	Reset      bool
	Missing    bool
	Frozen     bool // a life line of a client that does not read
	Held       bool // a queue in a buffer
	Path       bool // the far side of a path
	Quiet      bool // a line of the step quiet
}

// QuietLine begins the line with which the step quiet finds out that nothing is on the way. A number
// and a parenthesis follow. Package script says it.
const QuietLine = "(quiet "

func (s scene) signs() signs {
	has := signs{Frozen: len(s.frozen) > 0, Held: len(s.mostHeld) > 0}
	for _, r := range s.rows {
		has.Red = has.Red || r.Guilty
		has.Green = has.Green || r.Meant
		has.Torn = has.Torn || r.Torn || r.Tail > 0
		has.Incomplete = has.Incomplete || len(r.Incomplete) > 0
		has.Reset = has.Reset || r.Kind == trace.Reset
		has.Missing = has.Missing || r.Kind == trace.Missing
		has.Path = has.Path || r.Dir.IsFar()
		has.Quiet = has.Quiet || bytes.Contains(r.Data, []byte(QuietLine))
	}
	return has
}
