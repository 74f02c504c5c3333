package draw

import "chatlab/lab/trace"

// ends knows which connections have ended: by a reset, by a FIN in both directions, or because the
// client's host lost power. It also knows whether the server has ended, as the name "". The zero value
// knows of none.
type ends struct {
	gone map[string]bool // never changed, but replaced
	fins map[stream]bool
}

// note notes an event.
func (n *ends) note(e trace.Event) {
	if n.fins == nil {
		n.fins = make(map[stream]bool)
	}
	to, from := stream{e.Conn, trace.ToServer}, stream{e.Conn, trace.ToClient}
	conn := e.Conn
	if e.Kind == trace.Server {
		conn = ""
	}
	gone := n.gone[conn]
	switch {
	case e.ServerEnds():
		gone = true
	case e.ServerStarts():
		gone = false
	case e.Dir.IsFar():
	case e.Kind == trace.Open:
		delete(n.fins, to)
		delete(n.fins, from)
		gone = false
	case e.Kind == trace.Fin:
		n.fins[stream{e.Conn, e.Dir}] = true
		gone = n.fins[to] && n.fins[from]
	case e.Kind == trace.Reset, e.Act() == trace.LosesPower:
		gone = true
	}
	if gone != n.gone[conn] {
		n.gone = with(n.gone, conn, gone)
	}
}
