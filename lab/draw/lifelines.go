package draw

import (
	"slices"

	"chatlab/lab/trace"
)

// What stands above life lines that are no client's.
const (
	serverName = "server"
	pathName   = "path"
	othersName = "others"
)

// A lifeLine is one who takes part, down the time of a picture.
type lifeLine struct {
	name string // what stands above it
	conn string // the client that it belongs to; empty for the server's
	path bool   // it is the path's of that client
	at   int    // where it is, from the left
}

// lifeLines are those of a picture, from left to right: the first client, the
// server, the other clients, each path beside its client.
type lifeLines []lifeLine

func lifeLinesOf(conns []string, log trace.Log) lifeLines {
	var all lifeLines
	if len(conns) == 0 {
		return lifeLines{{name: serverName}}
	}
	for i, conn := range conns {
		own := []lifeLine{{name: conn, conn: conn}}
		if misbehaves(log, conn) {
			own = append(own, lifeLine{name: pathName, conn: conn, path: true})
		}
		if i == 0 {
			all = append(own, lifeLine{name: serverName})
		} else {
			slices.Reverse(own)
			all = append(all, own...)
		}
	}
	return all
}

// misbehaves reports whether the record has both ends of a client's path.
func misbehaves(log trace.Log, conn string) bool {
	for _, e := range log.All() {
		if e.Conn == conn && e.Dir.IsFar() {
			return true
		}
	}
	return false
}

// ends returns where the arrow of an event begins and ends: twice the same
// for one that goes nowhere. A client that has no life line of its own is
// among the others, if they have one.
func (ls lifeLines) ends(e trace.Event) (from, to int) {
	client, path, server := -1, -1, -1
	for _, line := range ls {
		switch {
		case line.conn == "" && line.name == serverName:
			server = line.at
		case line.conn == e.Conn && line.path:
			path = line.at
		case line.conn == e.Conn:
			client = line.at
		case line.conn == "" && client < 0: // the others
			client = line.at
		}
	}
	if path < 0 {
		path = server
	}
	switch e.Dir {
	case trace.ToServer:
		return client, path
	case trace.ToClient:
		return path, client
	case trace.FarToServer:
		return path, server
	case trace.FarToClient:
		return server, path
	}
	switch {
	case e.Kind == trace.Open:
		return client, path
	case e.Kind == trace.Server:
		return server, server
	case ownAct(e):
		return client, client
	}
	return path, path
}

// ownAct reports whether a fault is what a client does itself, and not its path.
func ownAct(e trace.Event) bool {
	return e.Kind == trace.Fault && (e.Note == trace.StopsReading || e.Note == trace.ReadsAgain)
}
