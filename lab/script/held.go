package script

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// What waits in buffers explains why a server does not answer, so it is recorded for the
// picture. It is measured where a step has just found that nothing moves: at the end of a
// flood, and when a step fails. No step waits for it, and no verdict rests on it.

// longWrite is how long a write must wait to be recorded. A busy machine delays a write by
// less.
const longWrite = 200 * time.Millisecond

// noteBlocked records a write that waited long.
func (c *client) noteBlocked(waited time.Duration, taken, of int) {
	if waited >= longWrite {
		w := trace.Wait{For: waited, Taken: taken, Of: of}
		c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Blocked, Note: w.String()})
	}
}

// mostHeld is how many connections noteHeld records. In a crowd, a few tell the story.
const mostHeld = 4

// noteHeld records how many bytes wait now: those that the server has written to frozen clients,
// and those of all clients that the server has not read. The named clients come first, then those
// with the most bytes.
func (s *session) noteHeld(names ...string) {
	type waiting struct {
		c   *client
		dir trace.Dir
		b   sockets.Buffers
	}
	var all []waiting
	for _, c := range s.everyone() {
		if c.ended() != "" {
			continue
		}
		if held, open, known := s.world.Held(c.nc); known && open && c.isFrozen() {
			all = append(all, waiting{c, trace.ToClient, held})
		}
		if untaken, known := s.world.Untaken(c.nc); known {
			all = append(all, waiting{c, trace.ToServer, untaken})
		}
	}
	rank := func(c *client) int { return slices.Index(append(names, c.name), c.name) }
	all = slices.DeleteFunc(all, func(w waiting) bool { return w.b.Total() == 0 })
	slices.SortStableFunc(all, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(rank(a.c), rank(b.c)), cmp.Compare(b.b.Total(), a.b.Total()))
	})
	all = all[:min(len(all), mostHeld)]
	slices.SortStableFunc(all, func(a, b waiting) int { return cmp.Compare(b.dir, a.dir) }) // first why the server may wait
	for _, w := range all {
		w.c.recordHeld(w.dir, w.b)
	}
}

func (c *client) recordHeld(dir trace.Dir, b sockets.Buffers) {
	c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: dir, Kind: trace.Held, Note: trace.Buffers(b).String()})
}

// longWait is how long a patience must last for what waits at its end to be recorded. After a
// shorter one, bytes may still be on their way.
const longWait = 500 * time.Millisecond

// noteHeldAtFailure records what waits when a step has failed because something did not come. In
// a step that fails at once, bytes may still be on their way, however long a busy machine takes.
func (s *session) noteHeldAtFailure(step *Step, err error) {
	if f := new(Failure); errors.As(err, &f) && time.Duration(s.waitedLong.Load()) > s.stepBegan {
		s.noteHeld(strings.Fields(step.Source)...)
	}
}
