package fault

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var mergeKind = Kind{
	Name:    "merge",
	Args:    "TIME",
	Summary: "Bytes that are sent within TIME arrive in one piece.",
	Detail:  "The first bytes wait for that time, and what is sent meanwhile joins them, up to 64 KiB. This happens when a sender's kernel collects small writes (Nagle's algorithm, RFC 896), or when a receiver does not get to run for a while. If there are several faults, name it last: bytes become one piece only at the end of the path.",
	Example: "merge 20ms",
	parse: func(args []string) (maker, error) {
		if len(args) != 1 {
			return nil, errArgs
		}
		window, err := duration(args[0])
		if err == nil && window == 0 {
			err = fmt.Errorf("TIME must be longer than 0")
		}
		if err != nil {
			return nil, err
		}
		return func(time.Duration, *rand.Rand) Fault { return &merge{window: window, until: -1} }, nil
	},
}

type merge struct {
	window time.Duration
	until  time.Duration // when the collected bytes arrive; -1 before the first
}

func (m *merge) Pass(p Piece) []Piece {
	if p.Due > m.until {
		if p.End != Open {
			return []Piece{p} // nothing to wait for
		}
		m.until = p.Due + m.window
	}
	p.Due, p.Apart = m.until, false
	return []Piece{p}
}
