package draw

import (
	"cmp"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// A Wire draws events as they happen, for any number of clients. Each row has the client's
// name, its end of the path, and the server's.
type Wire struct {
	Width int  // columns; 0 means 80
	Path  bool // there is a life line for a path with faults
}

// Columns of the client's name in each row.
const (
	nameColumns = 8
	narrowName  = 5
)

// names returns the columns of names.
func (w Wire) names() int {
	if cmp.Or(w.Width, usualWidth) < narrow {
		return narrowName
	}
	return nameColumns
}

// Head returns the line above the rows.
func (w Wire) Head() string {
	var out strings.Builder
	w.lines("client").heads(&out)
	return strings.Repeat(" ", w.names()) + out.String()
}

// Row returns an event's line. It is empty if the event has no row.
func (w Wire) Row(e trace.Event) string {
	if !shown(e) && e.Kind != trace.Open {
		return ""
	}
	name := short(e.Conn, w.names()-1)
	lines := w.lines(e.Conn)
	return lines.clock(e.At) + name + strings.Repeat(" ", w.names()-layout.Columns(name)) + lines.row(e) + "\n"
}

func (w Wire) lines(conn string) ladderLines {
	lines := newLadderLines(cmp.Or(w.Width, usualWidth), w.names())
	width, left, right := lines.width, 3, 5
	if lines.time == narrowTime {
		left, right = 2, 3
	}
	all := lifeLines{{name: "client", conn: conn, at: left}}
	if w.Path {
		all = append(all, lifeLine{name: pathName, conn: conn, path: true, at: width / 2})
	}
	lines.lifeLines = append(all, lifeLine{name: serverName, at: width - right})
	return lines
}
