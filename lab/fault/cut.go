package fault

import (
	"math/rand/v2"
	"time"
)

// Half-close, limit and reset share this: they end the stream at one place.

// cutAt returns the parser of a fault that ends the stream with end.
func cutAt(end End) func([]string) (maker, error) {
	return func(args []string) (maker, error) {
		begin, err := parseOnset(args)
		if err != nil {
			return nil, err
		}
		return func(now time.Duration, _ *rand.Rand) Fault { return &cut{trigger: begin.from(now), end: end} }, nil
	}
}

// A cut ends the stream when its trigger fires.
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

// Ends returns the time of a cut that depends on time.
func (c *cut) Ends() (time.Duration, End) {
	if c.bytes != byTime {
		return 0, Open
	}
	return c.at, c.end
}
