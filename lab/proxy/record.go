package proxy

import (
	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// What comes from a client is seen at the client's end of the path when the
// proxy reads it, and at the server's end when it writes it; what comes from
// the server the other way round.

// saw records what came from the lane's source.
func (l *lane) saw(data []byte, end fault.End) {
	at := l.dir
	if l.dir == trace.ToClient {
		at = l.dir.Far()
	}
	if len(data) > 0 {
		l.record(trace.Event{Dir: at, Kind: trace.Data, Data: data})
	}
	switch end {
	case fault.Fin:
		l.record(trace.Event{Dir: at, Kind: trace.Fin})
	case fault.Reset:
		l.record(trace.Event{Dir: at, Kind: trace.Reset})
	}
}

// gave records what its receiver is given.
func (l *lane) gave(kind trace.Kind, data []byte, note string) {
	at := l.dir
	if l.dir == trace.ToServer {
		at = l.dir.Far()
	}
	l.record(trace.Event{Dir: at, Kind: kind, Data: data, Note: note})
}

// record leaves out what is seen at the far end of a path that has had no
// faults: it is the same as at the near one.
func (l *lane) record(e trace.Event) {
	if e.Dir != l.dir && !l.bothEnds.Load() {
		return
	}
	e.Conn = l.link.name
	l.link.record(e)
}
