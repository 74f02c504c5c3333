package draw

import (
	"bytes"

	"chatlab/lab/trace"
)

// A payload may end in the middle of a line. This file knows where a line is still open.

// openLines knows which streams are in the middle of a line.
type openLines struct {
	log  trace.Log
	open map[stream]bool
	path map[string]bool // connections whose path has a life line; nil: not looked up yet
}

// take adds an event. It returns whether its data begin in the middle of a line, and how
// many of its last bytes begin an incomplete line.
func (o *openLines) take(e trace.Event) (torn bool, tail int) {
	if o.open == nil {
		o.open, o.path = make(map[stream]bool), make(map[string]bool)
		for _, e := range o.log.All() {
			o.path[e.Conn] = o.path[e.Conn] || e.Dir.IsFar()
		}
	}
	s := stream{e.Conn, e.Dir}
	if e.Kind == trace.Fin || e.Kind == trace.Reset {
		delete(o.open, s)
	}
	if e.Kind != trace.Data || len(e.Data) == 0 {
		return false, 0
	}
	torn = o.open[s]
	if tail = len(e.Data) - bytes.LastIndexByte(e.Data, '\n') - 1; tail > 0 {
		o.open[s] = true
	} else {
		delete(o.open, s)
	}
	return torn, tail
}

// at returns the life lines at which an incomplete line has arrived, by client. The server is "".
func (o *openLines) at() map[string]bool {
	at := make(map[string]bool)
	for s := range o.open {
		switch {
		case s.dir == trace.ToClient:
			at[s.conn] = true
		case s.dir == trace.FarToServer, s.dir == trace.ToServer && !o.path[s.conn]:
			at[""] = true
		}
	}
	return at
}
