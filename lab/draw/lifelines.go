package draw

import (
	"slices"

	"chatlab/lab/trace"
)

// The heads of life lines that belong to no client.
const (
	serverName = "server"
	pathName   = "path"
	othersName = "others"
)

// A lifeLine is a vertical line of a picture: a client, a path or the server.
type lifeLine struct {
	name string // its head
	conn string // its client; empty for the server's
	path bool   // it is that client's path
	at   int    // its place, from the left
}

// isOthers reports whether clients without a life line of their own share it.
func (l lifeLine) isOthers() bool { return l.conn == "" && l.name == othersName }

// lifeLines are the life lines of a picture, from left to right: the first client, the
// server, the other clients. Each path is beside its client.
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

// ends returns where the arrow of an event begins and ends. Both are the same for a note. A
// client without its own life line uses the shared one, if there is one.
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
		case line.conn == "" && client < 0: // the shared life line
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
	case e.Act() != "":
		return client, client
	}
	return path, path
}
