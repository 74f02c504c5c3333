package fault

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var sliceKind = Kind{
	Name:    "slice",
	Args:    "N..M [every TIME]",
	Summary: "Bytes arrive in pieces of N to M bytes.",
	Detail:  "Pieces arrive 5ms apart unless every says otherwise. Where the system shows what was read, a piece waits until the one ahead of it was read. TCP may cut a stream anywhere; this cuts it everywhere.",
	Example: "slice 1..4",
	parse: func(args []string) (maker, error) {
		if len(args) != 1 && (len(args) != 3 || args[1] != "every") {
			return nil, errArgs
		}
		from, to, err := span(args[0], size)
		if err == nil && from < 1 {
			err = fmt.Errorf("a piece has at least one byte")
		}
		every := usualEvery
		if err == nil && len(args) == 3 {
			every, err = duration(args[2])
		}
		if err != nil {
			return nil, err
		}
		return func(_ time.Duration, r *rand.Rand) Fault {
			return &slice{from: from, to: to, every: max(every, time.Millisecond), random: r}
		}, nil
	},
}

// usualEvery is the time between two pieces. With less, the kernel of a busy machine often
// gives a program both at once.
const usualEvery = 5 * time.Millisecond

type slice struct {
	from, to int64         // bytes in one piece
	every    time.Duration // between two pieces
	random   *rand.Rand
	free     time.Duration // when the next piece may go
}

func (s *slice) Pass(p Piece) []Piece {
	if p.End != Open {
		p.Due = max(p.Due, s.free)
		return []Piece{p}
	}
	var out []Piece
	for rest := p.Data; len(rest) > 0; {
		n := min(between(s.from, s.to, s.random), int64(len(rest)))
		due := max(p.Due, s.free)
		out = append(out, Piece{Due: due, Data: rest[:n], Apart: true})
		rest, s.free = rest[n:], due+s.every
	}
	return out
}
