package fault

import (
	"fmt"
	"math/rand/v2"
	"time"
)

var bandwidthKind = Kind{
	Name:    "bandwidth",
	Args:    "BYTES/s",
	Summary: "Only a limited number of bytes arrives in each second.",
	Detail:  "A sender that has more is slowed down: the path takes 1 MiB ahead, and then nothing until there is room.",
	Example: "bandwidth 1KB/s",
	parse: func(args []string) (maker, error) {
		if len(args) != 1 {
			return nil, errArgs
		}
		word := args[0]
		if n := len(word) - len("/s"); n > 0 && word[n:] == "/s" {
			word = word[:n]
		}
		rate, err := size(word)
		if err == nil && (rate < 1 || rate > maxRate) {
			err = fmt.Errorf("from 1 byte to 1,000 MB a second")
		}
		if err != nil {
			return nil, err
		}
		return func(time.Duration, *rand.Rand) Fault { return &bandwidth{rate: rate} }, nil
	},
}

const maxRate = 1e9

// A slow path sends many small pieces each second, so that bytes trickle.
const (
	partsOfSecond = 100
	smallestPart  = 16 // bytes
)

type bandwidth struct {
	rate int64         // bytes per second
	free time.Duration // when the path has carried everything so far
}

func (b *bandwidth) Pass(p Piece) []Piece {
	if p.End != Open {
		p.Due = max(p.Due, b.free)
		return []Piece{p}
	}
	var out []Piece
	for len(p.Data) > 0 {
		part := p
		part.Data = p.Data[:min(int(max(b.rate/partsOfSecond, smallestPart)), len(p.Data))]
		p.Data = p.Data[len(part.Data):]
		b.free = max(b.free, p.Due) + time.Duration(int64(len(part.Data))*int64(time.Second)/b.rate)
		part.Due = b.free
		out = append(out, part)
	}
	return out
}
