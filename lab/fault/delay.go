package fault

import (
	"math/rand/v2"
	"time"
)

var delayKind = Kind{
	Name:    "delay",
	Args:    "TIME[..TIME]",
	Summary: "Everything arrives later, each piece by a random time of its own.",
	Detail:  "That is the path's latency and, with two times, its jitter. Nothing is overtaken: TCP hands bytes over in order, so one that is late holds up those behind it (head-of-line blocking). A path that loses packets looks like this as well, since TCP sends them again.",
	Example: "delay 10ms..30ms",
	parse: func(args []string) (maker, error) {
		if len(args) != 1 {
			return nil, errArgs
		}
		from, to, err := span(args[0], duration)
		if err != nil {
			return nil, err
		}
		return func(_ time.Duration, r *rand.Rand) Fault { return delay{from, to, r} }, nil
	},
}

type delay struct {
	from, to time.Duration
	random   *rand.Rand
}

func (d delay) Pass(p Piece) []Piece {
	p.Due += between(d.from, d.to, d.random)
	return []Piece{p}
}
