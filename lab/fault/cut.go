package fault

import (
	"math/rand/v2"
	"time"
)

var halfCloseKind = Kind{
	Name:    "half-close",
	Args:    "[after BYTES|TIME]",
	Summary: "The stream ends with a FIN, in this direction only.",
	Detail:  "The receiver sees the end of input, and can go on sending. What the sender writes from there on is taken, and goes nowhere.",
	Example: "half-close after 10 to-server",
	parse:   cutAt(Fin),
}

var limitKind = Kind{
	Name:    "limit",
	Args:    "after BYTES|TIME",
	Summary: "The connection is closed after so many bytes, or so much time, with a FIN to both sides.",
	Detail:  "So a program in the middle behaves that allows only so much. Each direction counts for itself.",
	Example: "limit after 10",
	parse: func(args []string) (maker, error) {
		if len(args) == 0 {
			return nil, errArgs
		}
		return cutAt(Close)(args)
	},
}

var resetKind = Kind{
	Name:    "reset",
	Args:    "[after BYTES|TIME]",
	Summary: "The connection is reset, on both sides.",
	Detail:  "Each side's next read or write fails with \"connection reset by peer\". Bytes that had arrived before may be lost with it: a system may throw away what was not read yet. Each direction counts for itself.",
	Example: "reset after 10",
	parse:   cutAt(Reset),
}

// cutAt reads when a stream ends in that way.
func cutAt(end End) func([]string) (maker, error) {
	return func(args []string) (maker, error) {
		begin, err := parseMoment(args)
		if err != nil {
			return nil, err
		}
		return func(now time.Duration, _ *rand.Rand) Fault { return &cut{trigger: begin.from(now), end: end} }, nil
	}
}

// A cut ends the stream when its trigger goes off.
type cut struct {
	trigger
	end  End
	done bool
}

func (c *cut) Pass(p Piece) []Piece {
	before, _ := c.split(p)
	if c.gone && !c.done && c.bytes != byTime {
		before = append(before, Piece{Due: p.Due, End: c.end})
	}
	c.done = c.gone
	return before
}

// Ends is the moment of a cut that goes by time.
func (c *cut) Ends() (time.Duration, End) {
	if c.bytes != byTime {
		return 0, Open
	}
	return c.at, c.end
}
