package hunt

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"chatlab/lab/sim"
	"chatlab/lab/trace"
)

var errTooSlow = fmt.Errorf("a run could not be made again in %v of real time", runTime)

// proven returns nil if a run of the case gives what was observed. To see that, it makes the run
// again without the server: at each moment it does what the server is said to have done then.
// All else follows from the case: what clients do, and when each byte arrives. The error is a
// badReply, errTooSlow, that of ctx, or of a case that is not valid.
func (s seen) proven(ctx context.Context, c Case) error {
	c, profile, err := c.full()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	d := newDirector(c, profile)
	ended, misfit := d.replay(limited, &sim.Replay{Syscalls: s.Syscalls, Data: written(s.Record.Log)})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		return errTooSlow
	case misfit != nil:
		return badReply("its record is not of this run: " + misfit.Error())
	case !ended:
		return badReply("its record does not show how the server ended")
	}
	return s.same(seen{Record: d.record, Segments: d.segments, Virtual: d.virtual})
}

// written returns a function for a sim.Replay. Nothing that the server writes at once is in two
// events.
func written(log trace.Log) func(client string, n int) []byte {
	rest := make(map[string][][]byte)
	for _, e := range log.All() {
		if e.Dir == trace.FarToClient && e.Kind == trace.Data {
			rest[e.Conn] = append(rest[e.Conn], e.Data)
		}
	}
	return func(client string, n int) (data []byte) {
		all := rest[client]
		if len(all) == 0 || n < 0 {
			return nil
		}
		n = min(n, len(all[0]))
		data, all[0] = all[0][:n:n], all[0][n:]
		if len(all[0]) == 0 {
			rest[client] = all[1:]
		}
		return data
	}
}

// same returns nil if the same was observed of two runs. Otherwise it is a badReply.
func (s seen) same(run seen) error {
	next, stop := iter.Pull2(s.Record.Log.All())
	defer stop()
	for i, want := range run.Record.Log.All() {
		if _, got, ok := next(); !ok || !sameEvent(got, want) {
			return badReply(fmt.Sprintf("from event %d on, after %v, its record is not that of this run", i, want.At))
		}
	}
	got, want := s.Record, run.Record
	switch {
	case got.Log.Len() != want.Log.Len():
		return badReply("its record goes on when the run is over")
	case got.Until != want.Until || !slices.Equal(got.Settled, want.Settled) || !slices.Equal(got.Healthy, want.Healthy) || !maps.Equal(got.Vanished, want.Vanished):
		return badReply("its record of the clients differs from that of this run")
	case s.Segments != run.Segments || s.Virtual != run.Virtual:
		return badReply("it has sent a different number of segments from this run, or has taken a different time")
	}
	return nil
}

func sameEvent(a, b trace.Event) bool {
	return a.At == b.At && a.Conn == b.Conn && a.Dir == b.Dir && a.Kind == b.Kind && a.Note == b.Note && bytes.Equal(a.Data, b.Data)
}
