package draw

import (
	"fmt"
	"strings"

	"chatlab/lab/trace"
)

// A Wire draws events as they happen, for any number of clients. Each row has the client's
// name, its end of the path, and the server's.
type Wire struct {
	Width int  // columns; 0 means 80
	Path  bool // there is a life line for a path with faults
}

// nameColumns is the width of the client's name in each row.
const nameColumns = 8

// Head returns the line above the rows.
func (w Wire) Head() string {
	var out strings.Builder
	w.lines("client").heads(&out)
	return out.String()
}

// Row returns an event's line. It is empty if the event has no row.
func (w Wire) Row(e trace.Event) string {
	if !shown(e) && e.Kind != trace.Open {
		return ""
	}
	name := short(e.Conn, nameColumns-1)
	return fmt.Sprintf("%*s  %-*s%s\n", timeColumns-2, milliseconds(e.At), nameColumns, name, w.lines(e.Conn).row(e))
}

func (w Wire) lines(conn string) ladderLines {
	width := w.Width
	if width == 0 {
		width = 80
	}
	width -= timeColumns + nameColumns
	all := lifeLines{{name: "client", conn: conn, at: 3}}
	if w.Path {
		all = append(all, lifeLine{name: pathName, conn: conn, path: true, at: width / 2})
	}
	return ladderLines{lifeLines: append(all, lifeLine{name: serverName, at: width - 5}), width: width}
}
