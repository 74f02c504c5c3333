package server

import (
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// sluggish is a connection that takes one byte and then lets the deadline
// pass, a few times; after that it takes everything.
type sluggish struct {
	net.Conn
	times int
	got   strings.Builder
}

func (c *sluggish) SetWriteDeadline(time.Time) error { return nil }

func (c *sluggish) Write(p []byte) (int, error) {
	if c.times > 0 {
		c.times--
		c.got.Write(p[:1])
		return 1, os.ErrDeadlineExceeded
	}
	return c.got.Write(p)
}

// TestSlowIsNotGone: a deadline that passes does not cut off a client that took
// something, and nothing is sent twice.
func TestSlowIsNotGone(t *testing.T) {
	limits := Limits{}.withDefaults()
	nc := &sluggish{times: 3}
	o := &outbox{nc: nc, limits: &limits, end: func(why reason) { t.Errorf("ended: %s", why) }}
	o.append([]byte("hello "))
	o.append([]byte("world\n"))
	o.finish()
	if got := nc.got.String(); got != "hello world\n" {
		t.Errorf("sent %q", got)
	}
	if o.append([]byte("more")); nc.got.String() != "hello world\n" || o.sent() != 12 {
		t.Errorf("after the end: sent %q, counted %d", nc.got.String(), o.sent())
	}
}

// watched is a connection that takes everything, but calls meanwhile first.
type watched struct {
	net.Conn
	meanwhile func()
	got       strings.Builder
}

func (c *watched) SetWriteDeadline(time.Time) error { return nil }

func (c *watched) Write(p []byte) (int, error) {
	c.meanwhile()
	return c.got.Write(p)
}

// TestIdleHoldsNoBuffer: an outbox gives back the buffers that it needed while it was
// busy, even if more came in the middle of a write.
func TestIdleHoldsNoBuffer(t *testing.T) {
	limits := Limits{}.withDefaults()
	more := 3
	nc := &watched{}
	o := &outbox{nc: nc, limits: &limits, end: func(why reason) { t.Errorf("ended: %s", why) }}
	nc.meanwhile = func() {
		if more > 0 {
			more--
			o.append([]byte(strings.Repeat("x", 10_000)))
		}
	}
	o.append([]byte("x\n"))
	o.finish()
	if got := nc.got.Len(); got != 30_002 {
		t.Errorf("%d bytes sent, want 30002", got)
	}
	if o.pending != nil {
		t.Errorf("holds a buffer of %d bytes, with nothing to send", cap(o.pending))
	}
}

// TestABufferHasOneOwner: while one outbox writes, what other outboxes append does
// not get into its buffer.
func TestABufferHasOneOwner(t *testing.T) {
	limits := Limits{}.withDefaults()
	ignore := func(reason) {}
	other := &outbox{nc: &watched{meanwhile: func() {}}, limits: &limits, end: ignore}
	nc := &watched{meanwhile: func() { other.append([]byte("other")) }}
	o := &outbox{nc: nc, limits: &limits, end: ignore}
	const rounds = 100
	for range rounds {
		o.append([]byte("mine!"))
		o.sawReset() // waits for the flusher
	}
	other.finish()
	if got := nc.got.String(); got != strings.Repeat("mine!", rounds) {
		t.Errorf("sent %q", got)
	}
}

// TestWhatIsSharedHoldsNobodyUp: the history that a newcomer is shown may be as large
// as the high-water mark. Senders do not wait for it.
func TestWhatIsSharedHoldsNobodyUp(t *testing.T) {
	limits := Limits{}.withDefaults()
	goOn := make(chan struct{})
	nc := &watched{meanwhile: func() { <-goOn }}
	o := &outbox{nc: nc, limits: &limits, end: func(why reason) { t.Errorf("ended: %s", why) }}
	past := strings.Repeat("x", limits.HighWater)
	o.append([]byte("* in the room: \n"))
	o.share([]byte(past))
	if o.append([]byte("now\n")) {
		t.Error("whoever speaks is to wait")
	}
	close(goOn)
	o.finish()
	if got := nc.got.String(); got != "* in the room: \n"+past+"now\n" {
		t.Errorf("%d bytes were sent, or in another order", len(got))
	}
	if o.queued != 0 {
		t.Errorf("%d bytes are said to wait, and all were sent", o.queued)
	}
}
