package fault

import (
	"slices"
	"time"
)

// MaxPiece is the most bytes in one piece: about what a program reads at once.
const MaxPiece = 64 << 10

// A Direction is one direction of a connection. Pieces go in at one end and come out at the
// other when they are due, in the same order. It has no clock: the caller passes the time,
// which must never go back. It can't wait: Next says until when the caller waits. Only one
// goroutine at a time may use it. The zero Direction has no faults.
type Direction struct {
	stages []stage
	queue  []Piece // on the way, in order
	held   int     // bytes in queue
	newest time.Duration
	over   bool // an end has gone in: nothing can follow it
}

// A stage is a fault of a Direction. Pieces leave it in order of time.
type stage struct {
	fault  Fault
	newest time.Duration
}

// Set replaces the faults with these, in that order. What is on the way arrives at once.
func (p *Direction) Set(now time.Duration, faults []Fault) {
	p.stages = nil
	for _, f := range faults {
		p.stages = append(p.stages, stage{fault: f})
	}
	for i := range p.queue {
		p.queue[i].Due = min(p.queue[i].Due, now)
	}
	p.newest = min(p.newest, now)
}

// Push sends data, which the Direction keeps, and then the end. It drops what comes after an end.
func (p *Direction) Push(now time.Duration, data []byte, end End) {
	var pieces []Piece
	if len(data) > 0 {
		pieces = append(pieces, Piece{Due: now, Data: data})
	}
	if end != Open {
		pieces = append(pieces, Piece{Due: now, End: end})
	}
	for i := range p.stages {
		pieces = p.stages[i].pass(pieces)
	}
	for _, piece := range pieces {
		p.add(piece)
	}
}

func (s *stage) pass(pieces []Piece) []Piece {
	var out []Piece
	for _, piece := range pieces {
		if s.newest == Never { // after a piece that is held
			piece.Due = Never
		}
		if piece.Due == Never {
			out = append(out, piece)
			continue
		}
		for _, next := range s.fault.Pass(piece) {
			s.newest = max(s.newest, next.Due)
			next.Due = s.newest
			out = append(out, next)
		}
	}
	return out
}

func (p *Direction) add(piece Piece) {
	if p.over {
		return
	}
	p.newest = max(p.newest, piece.Due)
	piece.Due = p.newest
	p.queue = append(p.queue, piece)
	p.held += len(piece.Data)
	p.over = piece.End != Open
}

// Next returns when Pop will have something. It is Never while nothing is on the way or all
// of it is held.
func (p *Direction) Next() time.Duration {
	due, _ := p.timed()
	if len(p.queue) > 0 {
		due = min(due, p.queue[0].Due)
	}
	return due
}

// timed returns the first end that comes at a set time, even if nothing is sent.
func (p *Direction) timed() (due time.Duration, end End) {
	due = Never
	for _, s := range p.stages {
		if timed, ok := s.fault.(Timed); ok {
			if at, how := timed.Ends(); how != Open && at < due {
				due, end = at, how
			}
		}
	}
	return due, end
}

// Pop removes what has arrived by now. Bytes due at the same moment come as one piece. It
// reports false if nothing has arrived.
func (p *Direction) Pop(now time.Duration) (Piece, bool) {
	due, end := p.timed()
	if due <= now && (len(p.queue) == 0 || p.queue[0].Due > due) {
		p.stages, p.queue, p.held, p.over = nil, nil, 0, true
		return Piece{Due: due, End: end}, true
	}
	if len(p.queue) == 0 || p.queue[0].Due > now {
		return Piece{}, false
	}
	first := p.queue[0]
	first.Data = slices.Clip(first.Data) // append must not overwrite the bytes after it
	n := 1
	for n < len(p.queue) && joins(first, p.queue[n]) {
		first.Data = append(first.Data, p.queue[n].Data...)
		n++
	}
	p.queue = p.queue[n:]
	p.held -= len(first.Data)
	return first, true
}

// joins reports whether next arrives together with first.
func joins(first, next Piece) bool {
	return first.Due == next.Due && first.End == Open && next.End == Open && !next.Apart &&
		len(first.Data)+len(next.Data) <= MaxPiece
}

// Last reports whether a FIN belongs to the bytes that Pop has just returned, as in the last
// segment of a stream: it is the next that arrives by now. read is whether the sender's FIN
// has not gone in yet, but can be read: it counts if no fault would hold it.
func (p *Direction) Last(now time.Duration, read bool) bool {
	if len(p.queue) == 0 {
		return read && len(p.stages) == 0
	}
	return p.queue[0].Due <= now && p.queue[0].End == Fin && !p.queue[0].Apart
}

// Cut ends the stream with end, now. It drops what is on the way.
func (p *Direction) Cut(now time.Duration, end End) {
	if !p.Over() {
		p.stages, p.held, p.over = nil, 0, true
		p.queue = []Piece{{Due: now, End: end}}
	}
}

// Idle reports whether there are no faults and nothing is on the way. Then a pushed piece
// would come out at once.
func (p *Direction) Idle() bool { return len(p.stages) == 0 && len(p.queue) == 0 && !p.over }

// Held returns how many bytes are on the way. The caller should stop pushing while that is
// too much. So a slow path slows its sender, as TCP's windows do (backpressure).
func (p *Direction) Held() int { return p.held }

// Over reports whether the stream has ended and the end has come out.
func (p *Direction) Over() bool { return p.over && len(p.queue) == 0 }
