package trace

import (
	"bytes"
	"slices"
	"sync"
	"time"
)

// A Recorder collects events from many goroutines. The Log has them in the order of the
// calls, and times never go back.
type Recorder struct {
	now   func() time.Time
	start time.Time

	mu     sync.Mutex // guards events
	events []Event
}

// NewRecorder returns a Recorder whose time starts now. The caller passes the clock:
// time.Now, or one of virtual time.
func NewRecorder(now func() time.Time) *Recorder {
	return &Recorder{now: now, start: now()}
}

// Record adds e, with the time of this call and a copy of its data.
func (r *Recorder) Record(e Event) {
	e.Data = bytes.Clone(e.Data)
	r.Keep(e)
}

// Keep is Record without a copy: nobody may change the data afterwards.
func (r *Recorder) Keep(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.At = r.now().Sub(r.start)
	r.events = append(r.events, e)
}

// Remark adds a remark about an earlier moment of a connection, a time since the record began.
func (r *Recorder) Remark(conn string, moment time.Duration, remark Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now().Sub(r.start)
	remark.Ago = max(0, now-moment)
	r.events = append(r.events, Event{At: now, Conn: conn, Kind: Remarked, Note: remark.String()})
}

// Elapsed returns the time since the record began.
func (r *Recorder) Elapsed() time.Duration {
	return r.now().Sub(r.start)
}

// Log returns what was recorded so far. Recording may continue.
func (r *Recorder) Log() Log {
	r.mu.Lock()
	defer r.mu.Unlock()
	return Log{slices.Clip(r.events)}
}
