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

// TestSlowIsNotGone: a deadline that passes cuts nobody off who has taken
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
