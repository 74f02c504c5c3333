package proxy

import (
	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// What comes from a client is seen at the client's end of the path when the
// proxy reads it, and at the server's end when it writes it; what comes from
// the server the other way round.

// saw records what came from the direction's source.
func (d *direction) saw(data []byte, end fault.End) {
	at := d.dir
	if d.dir == trace.ToClient {
		at = d.dir.Far()
	}
	if len(data) > 0 {
		d.record(trace.Event{Dir: at, Kind: trace.Data, Data: data})
	}
	switch end {
	case fault.Fin:
		d.record(trace.Event{Dir: at, Kind: trace.Fin})
	case fault.Reset:
		d.record(trace.Event{Dir: at, Kind: trace.Reset})
	}
}

// gave records what its receiver is given.
func (d *direction) gave(kind trace.Kind, data []byte, note string) {
	at := d.dir
	if d.dir == trace.ToServer {
		at = d.dir.Far()
	}
	d.record(trace.Event{Dir: at, Kind: kind, Data: data, Note: note})
}

// record leaves out what is seen at the far end of a path that has had no
// faults: it is the same as at the near one.
func (d *direction) record(e trace.Event) {
	if e.Dir != d.dir && !d.bothEnds.Load() {
		return
	}
	e.Conn = d.path.name
	d.path.record(e)
}
