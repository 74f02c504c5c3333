package script

import (
	"context"
	"net"
	"strings"
	"testing"

	"chatlab/lab/dialect"
	"chatlab/lab/share"
)

const neverMatches = "it sends long lines without end"

// sendsLongLines is a server that lets everybody in, and then sends lines that no pattern
// matches.
func sendsLongLines(ctx context.Context, ln net.Listener) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	text := []byte(strings.Repeat("x", 65_000) + "\n")
	for {
		nc, err := ln.Accept()
		if err != nil {
			return nil
		}
		go func() {
			defer nc.Close()
			nc.Write([]byte("Welcome\n* here: nobody\n"))
			for err := error(nil); err == nil; {
				_, err = nc.Write(text)
			}
		}()
	}
}

// TestPatternsAreBounded: a server whose pattern is slow, and whose lines are long, does not
// keep the kit busy for minutes. The scenario fails, and says why.
func TestPatternsAreBounded(t *testing.T) {
	share.Costly(t)
	if testing.Short() {
		t.Skip("it uses up an allowance of the processor, of which the race detector needs twenty times as much")
	}
	t.Parallel()
	sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\nsay ana hello\nhear bruno ana hello\n")
	if err != nil {
		t.Fatal(err)
	}
	words, err := dialect.Parse(strings.NewReader("chat (?P<text>(?:x?y?){48}z)"))
	if err != nil {
		t.Fatal(err)
	}
	o := settled(t, sc, neverMatches, Options{Dialect: words})
	if o.Failure == nil || !strings.Contains(o.Failure.Received.Words, "patterns would take too long") {
		t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	read := 0
	for _, e := range o.Log.All() {
		read += len(e.Data)
	}
	if read > 16<<20 {
		t.Errorf("%d bytes were read", read)
	}
}

// TestInterruptedWait: a wait for a server that never stops sending ends with its context.
func TestInterruptedWait(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := newSession(ctx, Scenario{}, reference(), Options{})
	defer s.cancel()
	always := make(chan struct{})
	close(always) // something has always come
	c := &client{s: s, changed: always}
	cancel()
	looks := 0
	for range 50 {
		c.await(s.limit(), func(*inbox) bool { looks++; return false })
	}
	if looks != 50 {
		t.Errorf("50 waits looked %d times after the end", looks)
	}
}

// TestPatternsOfACrowd: each of a large crowd is told about all others, and no right server is
// cut off for that.
func TestPatternsOfACrowd(t *testing.T) {
	t.Parallel()
	sc, err := scenario(t, "# A test.\nserver\ncrowd 400\nsay guest1 hello\n")
	if err != nil {
		t.Fatal(err)
	}
	words, err := dialect.Parse(strings.NewReader(`chat ^\[(?P<name>[^\]]*)\] (?P<text>.*)$
list ^\* in the room: (?P<names>.*)$
notice ^\* (?:\S+ (?:joined|left)|in the room)
about \* {name} (joined|left)
refused ^! [a-z-]+`))
	if err != nil {
		t.Fatal(err)
	}
	o := undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{Dialect: words, Slow: 3}) })
	if o.Verdict != Passed {
		t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
}
