package fault

import (
	"math/rand/v2"
	"time"
)

var stallKind = Kind{
	Name:    "stall",
	Args:    "[TIME] [after BYTES|TIME]",
	Summary: "Nothing arrives any more, for a time or until the path is healed.",
	Detail:  "Ends do not arrive either. The sender is not told: it can write until all that lies between is full. A stalled path is not a host that has vanished: both kernels still acknowledge what reaches them, and answer keepalive probes.",
	Example: "stall 100ms after 8",
	parse: func(args []string) (maker, error) {
		lasts := Never
		if len(args) > 0 && args[0] != "after" {
			d, err := duration(args[0])
			if err != nil {
				return nil, err
			}
			lasts, args = d, args[1:]
		}
		begin, err := parseOnset(args)
		if err != nil {
			return nil, err
		}
		return func(now time.Duration, _ *rand.Rand) Fault { return &stall{trigger: begin.from(now), lasts: lasts} }, nil
	},
}

type stall struct {
	trigger
	lasts time.Duration // Never: until the path is healed
}

func (s *stall) Pass(p Piece) []Piece {
	before, rest := s.split(p)
	for _, late := range rest {
		if s.lasts == Never {
			late.Due = Never
		} else {
			late.Due = max(late.Due, s.at+s.lasts)
		}
		before = append(before, late)
	}
	return before
}
