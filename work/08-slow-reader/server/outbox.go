package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// An outbox is the way to one client. A goroutine that has something for the client
// writes it, and is the flusher meanwhile. Others wait their turn, so lines never mix.
type outbox struct {
	nc     net.Conn
	limits *Limits
	end    func(reason) // ends the connection; does not wait

	mu       sync.Mutex // guards all below
	queued   int        // bytes that are being written now
	written  int64      // bytes that the kernel took
	flushing bool       // a flusher runs
	dead     bool       // no more writing: a write failed, the client was cut off, or finish is done
	reset    bool       // a write found that the other end had reset
	closeBy  time.Time  // when closing: give up by then; otherwise zero
	moved    time.Time  // when the kernel last took something, or the flusher started

	// changed is made by a goroutine that wants to wait. The flusher closes it after
	// each write and sets it to nil.
	changed chan struct{}
}

// append sends whole lines, and returns when they are written. So nothing is left to
// wait for, and it never reports full. A dead outbox drops the lines.
func (o *outbox) append(lines []byte) (full bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.idleLocked()
	if o.dead {
		return false
	}
	o.queued += len(lines)
	o.flushing = true
	o.moved = time.Now()

	o.mu.Unlock()
	o.flush(lines)
	o.mu.Lock()

	o.flushing = false
	o.wakeLocked()
	return false
}

// flush writes lines, in as many calls as it takes.
func (o *outbox) flush(lines []byte) {
	for rest := lines; len(rest) > 0; {
		n, err := o.write(rest[:min(len(rest), maxWrite)])
		rest = rest[n:]
		if err != nil {
			o.fail(err)
			return
		}
	}
}

// write makes one write call, with a part of the client's time (see deadlineLocked).
// A deadline that passes is an error only if the client took nothing in all its time:
// a slow reader is not a gone one.
func (o *outbox) write(p []byte) (int, error) {
	o.mu.Lock()
	o.nc.SetWriteDeadline(o.deadlineLocked()) // under the lock, so that the deadline of finish comes later
	o.mu.Unlock()

	n, err := o.nc.Write(p)

	o.mu.Lock()
	defer o.mu.Unlock()
	o.queued -= n
	o.written += int64(n)
	o.wakeLocked()
	if n > 0 {
		o.moved = time.Now()
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && time.Since(o.moved) < o.patienceLocked() {
		err = nil
	}
	return n, err
}

// patienceLocked is how long a client may take nothing before it is given up. It is 0
// or less when the time for last words is over.
func (o *outbox) patienceLocked() time.Duration {
	if o.closeBy.IsZero() {
		return o.limits.WriteTime
	}
	return min(o.limits.LastWords, time.Until(o.closeBy))
}

// deadlineLocked returns when a write call that begins now must return. While a call
// is blocked, we cannot see whether the kernel takes anything. So a client's time is
// split into several calls.
func (o *outbox) deadlineLocked() time.Time {
	const calls = 4
	return time.Now().Add(o.patienceLocked() / calls)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// finish waits until everything queued is written, or given up. It reports whether
// all was written. Each write has a deadline, so this ends.
func (o *outbox) finish() (whole bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closeBy = time.Now().Add(o.limits.Closing)
	o.nc.SetWriteDeadline(o.deadlineLocked()) // shortens a write that is under way
	o.idleLocked()
	whole = !o.dead
	o.dead = true
	return whole
}

// sawReset waits for the flusher and reports whether one of its writes failed with a
// reset. Call it only for a connection that is gone: there each write fails at once,
// so the wait is short.
func (o *outbox) sawReset() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.idleLocked()
	return o.reset
}

// idleLocked waits until no flusher runs.
func (o *outbox) idleLocked() {
	for o.flushing {
		o.waitLocked(nil, nil)
	}
}

// sent returns how many bytes the kernel took in total.
func (o *outbox) sent() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written
}

// fail deals with a write that failed. If the other side is gone, the reader is not
// interrupted. What that side sent before still counts, and the reader then sees the
// end by itself.
func (o *outbox) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if isGone(err) {
		o.reset = isReset(err)
		o.dropLocked()
		return
	}
	o.killLocked(reasonFor(err))
}

// killLocked drops what is pending and ends the connection. A flusher in the middle
// of a write notices when the write returns.
func (o *outbox) killLocked(why reason) {
	o.dropLocked()
	o.end(why)
}

func (o *outbox) dropLocked() {
	o.dead = true
	o.wakeLocked()
}

// waitLocked gives up the lock until the flusher has done something, over fires or
// stop is closed. Both may be nil.
func (o *outbox) waitLocked(over <-chan time.Time, stop <-chan struct{}) {
	if o.changed == nil {
		o.changed = make(chan struct{})
	}
	changed := o.changed
	o.mu.Unlock()
	defer o.mu.Lock()
	select {
	case <-changed:
	case <-over:
	case <-stop:
	}
}

func (o *outbox) wakeLocked() {
	if o.changed != nil {
		close(o.changed)
		o.changed = nil
	}
}
