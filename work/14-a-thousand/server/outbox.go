package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// An outbox holds what is still to be sent to one client. Appending never waits: a
// broadcast to a thousand clients must not depend on the slowest of them. While there
// is something to send, one goroutine (the flusher) writes it, as much per call as
// there is. An idle client costs no goroutine here.
//
// What is given up: a client that reads too little for too long loses its connection.
// Otherwise slow clients could use all of the server's memory.
type outbox struct {
	nc     net.Conn
	limits *Limits
	end    func(reason) // ends the connection; does not wait

	mu       sync.Mutex // guards all below
	shared   shared     // sent once, before most of pending; see share
	pending  []byte     // appended, not yet taken by the flusher; nil if nothing is
	queued   int        // bytes appended and not yet written
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

// outBuffers are shared by all outboxes. An outbox gives its buffer back once that is
// written, so an idle client holds none. In a flood, outboxes fill and empty many
// times a second, and no buffer must be made and grown each time. The garbage
// collector frees the unused ones.
var outBuffers = sync.Pool{New: func() any { return new([]byte) }}

// borrowBuffer returns an empty buffer of any capacity, even 0.
func borrowBuffer() []byte {
	return *outBuffers.Get().(*[]byte)
}

// returnBuffer takes a buffer back. Nothing may use it any more.
func returnBuffer(b []byte) {
	b = b[:0]
	outBuffers.Put(&b)
}

// append queues whole lines. It reports whether the outbox is now over the high-water
// mark, so that its sender should wait. Over the limit the client is cut off. A dead
// outbox drops the lines.
func (o *outbox) append(lines []byte) (full bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.dead {
		return false
	}
	if o.queued+len(lines) > o.limits.Outbox {
		o.killLocked(tooSlow)
		return false
	}
	if o.pending == nil {
		o.pending = borrowBuffer()
	}
	o.pending = append(o.pending, lines...)
	o.queued += len(lines)
	if !o.flushing {
		o.flushing = true
		o.moved = time.Now()
		go o.flush() // ends when there is nothing left to send; finish waits for it
	}
	return o.queued > o.limits.HighWater
}

// flush writes until nothing is pending. There is at most one flusher, so the
// stream keeps its order.
func (o *outbox) flush() {
	for chunk := o.take(); chunk != nil; chunk = o.take() {
		for rest := chunk; len(rest) > 0; {
			n, err := o.write(rest[:min(len(rest), maxWrite)])
			rest = rest[n:]
			if err != nil {
				o.fail(err)
				break
			}
		}
		returnBuffer(chunk)
	}
}

// take hands the flusher what to write next. Nil means that there is nothing left.
func (o *outbox) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.shared.lines) > 0 {
		return o.pieceLocked()
	}
	chunk := o.pending
	o.pending = nil
	if chunk == nil {
		o.flushing = false
		o.wakeLocked()
	}
	return chunk
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

// cutOff reports whether the client was cut off.
func (o *outbox) cutOff() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.dead
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
	o.shared = shared{}
	o.dead = true
	o.pending = nil
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
