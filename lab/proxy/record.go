package proxy

import (
	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// What a client sends is seen at its own end when the proxy reads it, and at the server's
// end when the proxy writes it. What the server sends is seen the other way round.

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

// gave records what the receiver gets.
func (d *direction) gave(kind trace.Kind, data []byte, note string) {
	at := d.dir
	if d.dir == trace.ToServer {
		at = d.dir.Far()
	}
	d.record(trace.Event{Dir: at, Kind: kind, Data: data, Note: note})
}

// record ignores what is seen at the far end of a path that never had faults: the near end
// saw the same.
func (d *direction) record(e trace.Event) {
	if e.Dir != d.dir && !d.bothEnds.Load() {
		return
	}
	e.Conn = d.path.name
	d.path.record(e)
}
