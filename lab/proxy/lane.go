package proxy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

const (
	firstRead  = 32 << 10               // bytes that a read takes at the most, at first
	largeRead  = 512 << 10              // and in the end, while there is a flood: fewer and larger reads cost less
	maxAhead   = 1 << 20                // bytes that a path holds before its sender has to wait
	takenLimit = 200 * time.Millisecond // how long a piece waits for the one before to be read
	maxUnread  = 512 << 10              // bytes that an end may have sent and a path has not read: left alone, some systems let it grow to 32 MiB
	lingerTime = 1 * time.Second        // how long one that was closed by a fault waits for the others to close
)

// A lane is one direction of a link. One goroutine reads, asks the path what
// becomes of it, and writes what is due. It reads until the next piece is due,
// so it needs no other to wait for it.
type lane struct {
	link     *link
	other    *lane // of the same link
	dir      trace.Dir
	from, to net.Conn
	random   *rand.Rand
	ended    bool          // nothing more comes from its source; known to carry only
	bothEnds atomic.Bool   // record what is seen at the far end as well
	wake     chan struct{} // has a token when the path was changed from outside

	mu     sync.Mutex // guards all below
	path   fault.Path
	linger time.Time // when to stop waiting for the source to end; zero: never
}

func newLane(l *link, dir trace.Dir, from, to net.Conn, random *rand.Rand) *lane {
	return &lane{link: l, dir: dir, from: from, to: to, random: random, wake: make(chan struct{}, 1)}
}

// set puts faults on the lane.
func (l *lane) set(faults []fault.Spec) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.link.now()
	l.path.Set(now, fault.Make(faults, l.dir, now, l.random))
	l.bothEnds.Store(true)
	l.poke()
}

// poke wakes the lane from reading or sleeping, to look at its path again.
func (l *lane) poke() {
	l.from.SetReadDeadline(time.Unix(1, 0))
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// carry carries until the stream has ended and its end was passed on.
func (l *lane) carry(ctx context.Context) {
	buf := make([]byte, firstRead)
	for l.deliver(ctx) {
		if !l.mayRead() {
			if !l.sleep(ctx) {
				return
			}
			continue
		}
		n, err := l.from.Read(buf) // until the next piece is due; abort and poke unblock it
		if !l.took(ctx, buf[:n], err) {
			return
		}
		if n == len(buf) && n < largeRead {
			buf = make([]byte, 2*n)
		}
	}
}

// deliver hands over everything that is due. It reports false if the lane is
// over.
func (l *lane) deliver(ctx context.Context) bool {
	for {
		l.mu.Lock()
		piece, due := l.path.Pop(l.link.now())
		l.mu.Unlock()
		if !due {
			return true
		}
		if !l.hand(ctx, piece) {
			return false
		}
	}
}

// mayRead reports whether the lane can take more, and arms the read to end
// when the next piece is due.
func (l *lane) mayRead() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || l.path.Held() >= maxAhead {
		return false
	}
	until := l.linger
	if due := l.path.Next(); due != fault.Never {
		until = l.link.began.Add(due)
	}
	l.from.SetReadDeadline(until)
	return true
}

// sleep waits until the next piece is due, or something was changed. It
// reports false if the link is gone.
func (l *lane) sleep(ctx context.Context) bool {
	l.mu.Lock()
	due := l.path.Next()
	l.mu.Unlock()
	var timer <-chan time.Time
	if due != fault.Never {
		timer = time.After(due - l.link.now())
	}
	select {
	case <-timer:
	case <-l.wake:
	case <-ctx.Done():
		return false
	}
	return true
}

// took lets what a read brought travel. It reports false if the lane is over.
func (l *lane) took(ctx context.Context, data []byte, err error) bool {
	end := fault.Open
	switch {
	case err == nil:
	case errors.Is(err, os.ErrDeadlineExceeded):
		return !l.lingered()
	case errors.Is(err, net.ErrClosed): // by abort
		return false
	case errors.Is(err, io.EOF) && !l.link.refused.Load():
		end = fault.Fin
	default:
		end = fault.Reset
	}
	l.ended = end != fault.Open
	l.saw(data, end)
	l.mu.Lock()
	over, idle := l.path.Over(), l.path.Idle()
	if !over && !idle {
		l.path.Push(l.link.now(), bytes.Clone(data), end)
	}
	l.mu.Unlock()
	switch {
	case over && end == fault.Reset:
		l.link.abort()
		return false
	case over: // nobody is to have it
		return end == fault.Open
	case idle: // nothing holds it up
		return l.hand(ctx, fault.Piece{Data: data, End: end})
	}
	return true
}

// lingered reports whether a link that a fault has closed has waited long
// enough for its ends.
func (l *lane) lingered() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.linger.IsZero() && time.Now().After(l.linger)
}

// hand gives a piece to the receiver. It reports false if the lane is over.
func (l *lane) hand(ctx context.Context, p fault.Piece) bool {
	if p.Apart {
		l.awaitTaken(ctx)
	}
	if len(p.Data) > 0 {
		l.gave(trace.Data, p.Data, "")
		if _, err := l.to.Write(p.Data); err != nil { // abort unblocks it
			l.link.refused.Store(true)
			return false
		}
	}
	note := ""
	if !l.ended {
		note = "by a fault"
	}
	switch p.End {
	case fault.Open:
		return true
	case fault.Reset:
		l.gave(trace.Reset, nil, note)
		if !l.ended { // then neither side knows yet
			l.other.gave(trace.Reset, nil, note)
		}
		l.link.abort()
		return false
	case fault.Close:
		l.lingers()
		l.other.cut()
	}
	l.gave(trace.Fin, nil, note)
	closeWrite(l.to)
	return !l.ended // what still comes is taken, and goes nowhere
}

// awaitTaken waits until the receiver has read what it has, so that the next piece
// comes by itself; not for long, since it is an aid and no promise.
func (l *lane) awaitTaken(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, takenLimit)
	defer cancel()
	sockets.AwaitTaken(ctx, l.to)
}

// cut ends the lane with a FIN, whatever is under way.
func (l *lane) cut() {
	l.mu.Lock()
	l.path.Cut(l.link.now(), fault.Fin)
	l.mu.Unlock()
	l.lingers()
}

// lingers gives the source some time to end.
func (l *lane) lingers() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.linger = time.Now().Add(lingerTime)
	l.poke()
}

func closeWrite(nc net.Conn) {
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
