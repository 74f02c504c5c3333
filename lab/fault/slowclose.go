package fault

import (
	"math/rand/v2"
	"time"
)

var slowCloseKind = Kind{
	Name:    "slow-close",
	Args:    "TIME",
	Summary: "The end of the stream arrives later than its last byte, by TIME.",
	Detail:  "Bytes are not held up. A program that needs the end of input to know that a message is over waits that long.",
	Example: "slow-close 50ms",
	parse: func(args []string) (maker, error) {
		if len(args) != 1 {
			return nil, errArgs
		}
		late, err := duration(args[0])
		if err != nil {
			return nil, err
		}
		return func(time.Duration, *rand.Rand) Fault { return slowClose(late) }, nil
	},
}

type slowClose time.Duration

func (s slowClose) Pass(p Piece) []Piece {
	if p.End != Open {
		p.Due += time.Duration(s)
	}
	return []Piece{p}
}
