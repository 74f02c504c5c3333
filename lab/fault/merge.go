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
	Detail:  "What is sent first waits for that time, and what is sent meanwhile joins it, up to 64 KiB. So it is when a sender's kernel collects small writes (Nagle's algorithm, RFC 896), or when a receiver does not get to run for a while. Of several faults name it last: only at the end of the path do bytes become one piece.",
	Example: "merge 20ms",
	parse: func(args []string) (maker, error) {
		if len(args) != 1 {
			return nil, errArgs
		}
		window, err := duration(args[0])
		if err == nil && window == 0 {
			err = fmt.Errorf("nothing is sent within no time")
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
