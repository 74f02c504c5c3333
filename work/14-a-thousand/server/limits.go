package server

import (
	"cmp"
	"time"

	"chatlab/work/14-a-thousand/server/wire"
)

// Limits are the bounds that a server keeps, whatever its clients do. A zero field
// means the usual value, which its comment ends with. Sizes are bytes.
//
// A server without bounds works until a client stops reading, or sends a line that
// never ends.
type Limits struct {
	Line    int // longest line of a client, before its LF: wire.MaxLine
	Clients int // most connections at once; a few more are told that it is full: 10,000

	// NameTime is how long a caller has to give its name, even if its bytes come in
	// slowly: 30 s.
	NameTime time.Duration

	// Outbox is how much may wait for one client. A slow reader that goes over it is
	// cut off: 1 MiB.
	Outbox int
	// HighWater is how full an outbox may be before its senders wait for it to drain:
	// 256 KiB.
	HighWater int
	// HoldUp is the longest that a sender waits for its readers: 1 s.
	HoldUp time.Duration
	// Moving is how recently a reader must have taken something, for senders to wait
	// for it: 250 ms.
	Moving time.Duration

	// WriteTime is how long a client may take nothing of what we write, before it is
	// cut off: 10 s.
	WriteTime time.Duration
	// LastWords is the same for a connection that is closing: 1 s.
	LastWords time.Duration
	// Closing is the longest that a closing connection may take for all its last
	// words: 10 s.
	Closing time.Duration
	// Drain is how long, after our FIN, we read on and throw away: 1 s.
	Drain time.Duration

	// SendBuffer is what we ask the kernel to hold for a client: 128 KiB. By itself
	// Linux takes up to 4 MB. It wakes a writer only when about a third of that is
	// free, so a steady reader would look stuck.
	SendBuffer int

	// Idle, ProbeEvery and Probes configure TCP keepalive (RFC 9293, section 3.8.4).
	// After Idle without a byte it sends one probe each ProbeEvery. When Probes of
	// them are unanswered, the peer has vanished: 15 s, 5 s, 3.
	Idle, ProbeEvery time.Duration
	Probes           int

	// AcceptRetry is the first pause after a failed accept: 5 ms, doubling.
	AcceptRetry time.Duration
}

const (
	maxAcceptRetry = time.Second
	maxRefusals    = 64       // callers over Limits.Clients that are still told why
	maxDrain       = 1 << 20  // bytes read and thrown away after our FIN
	maxWrite       = 64 << 10 // bytes in one write call: small enough to see progress
	maxBatch       = 64 << 10 // bytes formatted before they are broadcast
	smallRead      = 1 << 10  // read buffer of a quiet connection
	largeRead      = 32 << 10 // read buffer of one that keeps filling it
)

func (l Limits) withDefaults() Limits {
	return Limits{
		Line:        cmp.Or(l.Line, wire.MaxLine),
		Clients:     cmp.Or(l.Clients, 10_000),
		NameTime:    cmp.Or(l.NameTime, 30*time.Second),
		Outbox:      cmp.Or(l.Outbox, 1<<20),
		HighWater:   cmp.Or(l.HighWater, 256<<10),
		HoldUp:      cmp.Or(l.HoldUp, time.Second),
		Moving:      cmp.Or(l.Moving, 250*time.Millisecond),
		WriteTime:   cmp.Or(l.WriteTime, 10*time.Second),
		LastWords:   cmp.Or(l.LastWords, time.Second),
		Closing:     cmp.Or(l.Closing, 10*time.Second),
		Drain:       cmp.Or(l.Drain, time.Second),
		SendBuffer:  cmp.Or(l.SendBuffer, 128<<10),
		Idle:        cmp.Or(l.Idle, 15*time.Second),
		ProbeEvery:  cmp.Or(l.ProbeEvery, 5*time.Second),
		Probes:      cmp.Or(l.Probes, 3),
		AcceptRetry: cmp.Or(l.AcceptRetry, 5*time.Millisecond),
	}
}
