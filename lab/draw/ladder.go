package draw

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chatlab/lab/cells"
	"chatlab/lab/trace"
)

// A Ladder says what to draw, and how wide.
type Ladder struct {
	Conns []string      // whose connections, at most four; the others are left out
	From  time.Duration // what happened before is left out
	Most  int           // how many events at the most, the first ones; 0 means all
	Width int           // columns; 0 means 80
}

const (
	timeColumns = 12 // for the time before each row
	serverName  = "server"
	pathName    = "path"
)

// Draw returns the ladder: a life line for each client and for the server,
// time running down, an arrow for each write that a client made and for each
// read that returned something to it. What a read returned is not what the
// server wrote: TCP keeps bytes in order, not writes apart. A path that
// misbehaves has a life line as well, between its client and the server, and
// arrows for what came out of it.
func (l Ladder) Draw(log trace.Log) string {
	log = log.Only(func(e trace.Event) bool {
		return slices.Contains(l.Conns, e.Conn) && e.At >= l.From && shown(e)
	})
	if log.Len() == 0 {
		return ""
	}
	lines := l.lifeLines(log)
	var out strings.Builder
	lines.heads(&out)
	for i, e := range log.All() {
		if l.Most > 0 && i == l.Most {
			fmt.Fprintf(&out, "%*s(and %d more)\n", timeColumns, "", log.Len()-i)
			break
		}
		fmt.Fprintf(&out, "%*s  %s\n", timeColumns-2, milliseconds(e.At), lines.row(e))
	}
	return out.String()
}

// shown reports whether an event has a row in a ladder.
func shown(e trace.Event) bool {
	switch e.Kind {
	case trace.Data:
		return len(e.Data) > 0
	case trace.Fin, trace.Reset, trace.Fault:
		return true
	}
	return false
}

// A lifeLine is a column of a ladder.
type lifeLine struct {
	name string // what stands above it
	conn string // the client that it belongs to; empty for the server's
	path bool   // it is the path's of that client
	at   int    // the column
}

// lifeLines are those of a ladder, from left to right.
type lifeLines struct {
	all   []lifeLine
	width int
}

// lifeLines places the life lines: the first client, the server, the others,
// each path beside its client.
func (l Ladder) lifeLines(log trace.Log) lifeLines {
	var all []lifeLine
	for i, conn := range l.Conns {
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
	width := l.Width
	if width == 0 {
		width = 80
	}
	width -= timeColumns
	for i := range all {
		all[i].at = 3 + i*(width-10)/max(len(all)-1, 1)
	}
	return lifeLines{all, width}
}

// misbehaves reports whether the record has both ends of a client's path.
func misbehaves(log trace.Log, conn string) bool {
	return log.Only(func(e trace.Event) bool { return e.Conn == conn && e.Dir.IsFar() }).Len() > 0
}

func (ls lifeLines) heads(out *strings.Builder) {
	row := newCanvas(ls.width)
	for _, line := range ls.all {
		name := Visible(line.name)
		row.put(max(line.at-cells.Of(name)/2, 0), name)
	}
	out.WriteString(strings.Repeat(" ", timeColumns) + row.String() + "\n")
}

// ends returns the columns between which the arrow of an event goes.
func (ls lifeLines) ends(e trace.Event) (from, to int) {
	var client, path, server int
	for _, line := range ls.all {
		switch {
		case line.conn == "":
			server = line.at
		case line.conn == e.Conn && line.path:
			path = line.at
		case line.conn == e.Conn:
			client = line.at
		}
	}
	if path == 0 {
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
	return path, path
}

// row draws one event: an arrow from one life line to another, or a note
// beside one.
func (ls lifeLines) row(e trace.Event) string {
	row := newCanvas(ls.width)
	for _, line := range ls.all {
		row.put(line.at, "│")
	}
	from, to := ls.ends(e)
	if from == to {
		row.put(from, "◇ "+Visible(e.Note)+" ")
		return row.String()
	}
	left, right := min(from, to), max(from, to)
	for column := left + 1; column < right; column++ {
		if row[column] == "│" {
			row.put(column, "┼") // passes somebody by
		} else {
			row.put(column, "─")
		}
	}
	if to > from {
		row.put(to-1, "▶")
	} else {
		row.put(to+1, "◀")
	}
	row.put(left+3, label(e, right-left-6))
	return row.String()
}

// label is what stands on an event's arrow, in so many columns. Of a text
// that is much too long the size is said.
func label(e trace.Event, room int) string {
	switch e.Kind {
	case trace.Fin:
		return " FIN "
	case trace.Reset:
		return " RST "
	}
	text, _ := Window(string(e.Data), -1, room-2)
	if len(e.Data) > 2*room && strings.HasSuffix(text, "…") {
		size := fmt.Sprintf(" %d bytes", len(e.Data))
		text, _ = Window(string(e.Data), -1, room-2-len(size))
		return `"` + text + `"` + size
	}
	return `"` + text + `"`
}

func milliseconds(at time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(at)/float64(time.Millisecond))
}
