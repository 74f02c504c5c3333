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
	firstRead  = 32 << 10               // the most bytes that one read takes at first
	largeRead  = 512 << 10              // and later, if there is a flood: fewer and larger reads cost less
	maxAhead   = 1 << 20                // bytes that a direction holds before its sender must wait
	takenLimit = 200 * time.Millisecond // how long a piece waits until the one before is read
	maxUnread  = 512 << 10              // receive buffer of an end, in bytes: by default, some systems let it grow to 32 MiB
	lingerTime = 1 * time.Second        // how long a connection closed by a fault waits for the other side to close
)

// A direction is one direction of a path. One goroutine reads, asks the faults, and writes what is
// due. It reads until the next piece is due, so it needs no second goroutine to wait.
type direction struct {
	path     *path
	other    *direction // of the same path
	dir      trace.Dir
	from, to net.Conn
	random   *rand.Rand
	ended    bool          // its source sends nothing more; only carry uses it
	bothEnds atomic.Bool   // also record what is seen at the far end
	wake     chan struct{} // has a token when the faults were changed from outside

	mu     sync.Mutex      // guards all below
	held   fault.Direction // pieces on the way, and their faults
	linger time.Time       // when to stop waiting for the source to end; zero: never
}

func newDirection(p *path, dir trace.Dir, from, to net.Conn, random *rand.Rand) *direction {
	return &direction{path: p, dir: dir, from: from, to: to, random: random, wake: make(chan struct{}, 1)}
}

// set puts faults on the direction. The caller holds mu.
func (d *direction) set(faults []fault.Spec) {
	now := d.path.now()
	d.held.Set(now, fault.Make(faults, d.dir, now, d.random))
	d.bothEnds.Store(true)
	d.poke()
}

// poke wakes the direction from a read or sleep, so that it looks at its pieces again.
func (d *direction) poke() {
	d.from.SetReadDeadline(time.Unix(1, 0))
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// carry carries bytes until the stream has ended and its end was passed on.
func (d *direction) carry(ctx context.Context) {
	buf := make([]byte, firstRead)
	for d.deliver(ctx) {
		if !d.mayRead() {
			if !d.sleep(ctx) {
				return
			}
			continue
		}
		n, err := d.from.Read(buf) // until the next piece is due; abort and poke unblock it
		if !d.took(ctx, buf[:n], err) {
			return
		}
		if n == len(buf) && n < largeRead {
			buf = make([]byte, 2*n)
		}
	}
}

// deliver writes everything that is due. It reports false if the direction is over.
func (d *direction) deliver(ctx context.Context) bool {
	for {
		d.mu.Lock()
		piece, due := d.held.Pop(d.path.now())
		d.mu.Unlock()
		if !due {
			return true
		}
		if !d.hand(ctx, piece) {
			return false
		}
	}
}

// mayRead reports whether the direction can take more. It sets the read deadline to when
// the next piece is due.
func (d *direction) mayRead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended || d.held.Held() >= maxAhead {
		return false
	}
	until := d.linger
	if due := d.held.Next(); due != fault.Never {
		until = d.path.began.Add(due)
	}
	d.from.SetReadDeadline(until)
	return true
}

// sleep waits until the next piece is due or something was changed. It reports false if the
// path is gone.
func (d *direction) sleep(ctx context.Context) bool {
	d.mu.Lock()
	due := d.held.Next()
	d.mu.Unlock()
	var timer <-chan time.Time
	if due != fault.Never {
		timer = time.After(due - d.path.now())
	}
	select {
	case <-timer:
	case <-d.wake:
	case <-ctx.Done():
		return false
	}
	return true
}

// took handles the result of a read. It reports false if the direction is over.
func (d *direction) took(ctx context.Context, data []byte, err error) bool {
	end := fault.Open
	switch {
	case err == nil:
	case errors.Is(err, os.ErrDeadlineExceeded):
		return !d.lingered()
	case errors.Is(err, net.ErrClosed): // by abort
		return false
	case errors.Is(err, io.EOF) && !d.path.refused.Load():
		end = fault.Fin
	default:
		end = fault.Reset
	}
	d.ended = end != fault.Open
	d.saw(data, end)
	d.mu.Lock()
	over, idle := d.held.Over(), d.held.Idle()
	if !over && !idle {
		d.held.Push(d.path.now(), bytes.Clone(data), end)
	}
	d.mu.Unlock()
	switch {
	case over && end == fault.Reset:
		d.path.abort()
		return false
	case over: // nobody should get it
		return end == fault.Open
	case idle: // no fault holds it
		return d.hand(ctx, fault.Piece{Data: data, End: end})
	}
	return true
}

// lingered reports whether a path that a fault has closed has waited long enough for its ends.
func (d *direction) lingered() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.linger.IsZero() && time.Now().After(d.linger)
}

// hand gives a piece to the receiver. It reports false if the direction is over.
func (d *direction) hand(ctx context.Context, p fault.Piece) bool {
	if p.Apart {
		d.awaitTaken(ctx)
	}
	if d.bothEnds.Load() && d.last() {
		cork(d.to)
	}
	if len(p.Data) > 0 {
		d.gave(trace.Data, p.Data, "")
		if _, err := d.to.Write(p.Data); err != nil { // abort unblocks it
			d.path.refused.Store(true)
			return false
		}
	}
	note := ""
	if !d.ended {
		note = "by a fault"
	}
	switch p.End {
	case fault.Open:
		return true
	case fault.Reset:
		d.gave(trace.Reset, nil, note)
		if !d.ended { // neither side knows yet
			d.other.gave(trace.Reset, nil, note)
		}
		d.path.abort()
		return false
	case fault.Close:
		d.lingers()
		d.other.cut()
	}
	d.gave(trace.Fin, nil, note)
	closeWrite(d.to)
	return !d.ended // read and drop what still comes
}

// last reports whether a FIN belongs to the bytes that are to be given next.
func (d *direction) last() bool {
	read := !d.ended && finHasCome(d.from)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.held.Last(d.path.now(), read)
}

// awaitTaken waits until the receiver has read what it has, so that the next piece comes
// alone. It waits at most takenLimit: that the piece comes alone is not promised.
func (d *direction) awaitTaken(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, takenLimit)
	defer cancel()
	sockets.AwaitTaken(ctx, d.to)
}

// cut ends the direction with a FIN and drops what is on the way.
func (d *direction) cut() {
	d.mu.Lock()
	d.held.Cut(d.path.now(), fault.Fin)
	d.mu.Unlock()
	d.lingers()
}

// lingers gives the source some time to end.
func (d *direction) lingers() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.linger = time.Now().Add(lingerTime)
	d.poke()
}

func closeWrite(nc net.Conn) {
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
