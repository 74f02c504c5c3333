package fault

import (
	"slices"
	"time"
)

// MaxPiece is how many bytes one piece has at the most: what a program can
// read at once, roughly.
const MaxPiece = 64 << 10

// A Direction is one direction of a connection: pieces go in at one end and come
// out at the other when they are due, in the order in which they went in. It
// has no clock: the caller says what time it is, and times never go back. It
// does not know how to wait either: Next says until when. Not for use by
// several goroutines at once. The zero Direction has no faults.
type Direction struct {
	stages []stage
	queue  []Piece // what is under way, in order
	held   int     // bytes in it
	newest time.Duration
	over   bool // an end has gone in: nothing can follow it
}

// A stage is a fault on a path. What leaves it is in order of time.
type stage struct {
	fault  Fault
	newest time.Duration
}

// Set puts faults on the path, in that order, in place of those there are.
// What is under way arrives at once.
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

// Push lets data, which the path keeps, and then the end travel. What comes
// after an end is dropped.
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
		if s.newest == Never { // behind something that is held
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

// Next returns when Pop has something. It is Never while nothing is under
// way, or while what is under way is held.
func (p *Direction) Next() time.Duration {
	due, _ := p.timed()
	if len(p.queue) > 0 {
		due = min(due, p.queue[0].Due)
	}
	return due
}

// timed returns the first end that does not wait for what travels.
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

// Pop takes out what has arrived by now; bytes that are due in the same
// moment come as one piece. It reports false if nothing has arrived.
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
	first.Data = slices.Clip(first.Data) // what is appended must not reach what it is a part of
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

// Cut ends the stream in that way, now: what is under way is dropped.
func (p *Direction) Cut(now time.Duration, end End) {
	if !p.Over() {
		p.stages, p.held, p.over = nil, 0, true
		p.queue = []Piece{{Due: now, End: end}}
	}
}

// Idle reports whether there are no faults and nothing is under way: what is
// pushed would come out at once.
func (p *Direction) Idle() bool { return len(p.stages) == 0 && len(p.queue) == 0 && !p.over }

// Held returns how many bytes are under way. Who pushes stops while it is too
// much: so a slow path slows its sender down, as TCP's windows do.
func (p *Direction) Held() int { return p.held }

// Over reports whether the stream has ended and the end has come out.
func (p *Direction) Over() bool { return p.over && len(p.queue) == 0 }
