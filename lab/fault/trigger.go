package fault

import (
	"fmt"
	"time"
)

// A trigger is when a fault begins: at a time, or after some bytes.
type trigger struct {
	bytes int64         // how many must still pass; byTime: it depends on time
	at    time.Duration // when it begins; with bytes, not known before that
	gone  bool          // it has begun
}

const byTime = -1

// An onset is when a fault begins, counted from when it is set. The zero onset means at once.
type onset struct {
	bytes int64
	after time.Duration
}

// parseOnset reads nothing, "after BYTES" or "after TIME".
func parseOnset(args []string) (onset, error) {
	if len(args) == 0 {
		return onset{}, nil
	}
	if len(args) != 2 || args[0] != "after" {
		return onset{}, fmt.Errorf("%q is not understood", args[0])
	}
	if n, err := size(args[1]); err == nil {
		return onset{bytes: n}, nil
	}
	d, err := duration(args[1])
	if err != nil {
		return onset{}, fmt.Errorf("%q is not a number of bytes, such as 100, or a time, such as 200ms", args[1])
	}
	return onset{after: d}, nil
}

// from returns the trigger of a fault that is set now.
func (o onset) from(now time.Duration) trigger {
	if o.bytes > 0 {
		return trigger{bytes: o.bytes}
	}
	return trigger{bytes: byTime, at: now + o.after}
}

// split cuts a piece where the trigger fires: what passes before, and the rest. Either may
// be empty.
func (t *trigger) split(p Piece) (before, rest []Piece) {
	if t.bytes == byTime && p.Due >= t.at {
		t.gone = true
	}
	switch {
	case t.gone:
		return nil, []Piece{p}
	case t.bytes == byTime, p.End != Open:
		return []Piece{p}, nil
	}
	n := min(t.bytes, int64(len(p.Data)))
	if t.bytes -= n; t.bytes == 0 {
		t.gone, t.at = true, p.Due
	}
	head, tail := p, p
	head.Data, tail.Data = p.Data[:n], p.Data[n:]
	if len(tail.Data) == 0 {
		return []Piece{head}, nil
	}
	return []Piece{head}, []Piece{tail}
}
