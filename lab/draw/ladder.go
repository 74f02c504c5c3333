package draw

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// A Ladder says what to draw, and how wide.
type Ladder struct {
	Conns []string      // at most four connections; the others are left out
	From  time.Duration // leave out what happened before, but for who has stopped reading
	Most  int           // the most events, from the first on; 0 means all
	Width int           // columns; 0 means 80
	Steps bool          // show where each step of the scenario begins
}

const (
	timeColumns = 12 // for the time before each row
	leastText   = 2  // columns left for a shortened text when its size is added
)

// Draw returns the ladder. Each client and the server have a life line, and time runs down.
// Each write of a client and each read that returned something is an arrow. A read does not
// return what one write of the server sent: TCP keeps the order of bytes, not the borders
// of writes. A path with faults has a life line too, between its client and the server,
// with arrows for what left it.
func (l Ladder) Draw(log trace.Log) string {
	log = fromBegin(log)
	deaf := make(map[string]bool)
	for _, e := range log.All() {
		if e.At < l.From && ownAct(e) {
			deaf[e.Conn] = e.Note == trace.StopsReading
		}
	}
	log = log.Only(func(e trace.Event) bool {
		earlier := ownAct(e) && e.Note == trace.StopsReading && deaf[e.Conn]
		return (e.At >= l.From || earlier) && (slices.Contains(l.Conns, e.Conn) && shown(e) || e.Kind == trace.Server ||
			l.Steps && (e.Kind == trace.Step || e.Kind == trace.Failed || e.Kind == trace.Left && e.Dir == trace.None))
	})
	if log.Only(func(e trace.Event) bool { return e.Kind != trace.Server }).Len() == 0 {
		return ""
	}
	lines := l.lifeLines(log)
	lines.deaf = deaf
	var out strings.Builder
	lines.heads(&out)
	for i, e := range log.All() {
		if l.Most > 0 && i == l.Most {
			fmt.Fprintf(&out, "%*s(and %d more)\n", timeColumns, "", log.Len()-i)
			break
		}
		if ownAct(e) {
			deaf[e.Conn] = e.Note == trace.StopsReading
		}
		fmt.Fprintf(&out, "%*s  %s\n", timeColumns-2, milliseconds(e.At), lines.line(e))
	}
	return out.String()
}

// shown reports whether an event has a row in a ladder.
func shown(e trace.Event) bool {
	switch e.Kind {
	case trace.Data:
		return len(e.Data) > 0
	case trace.Fin, trace.Reset, trace.Fault, trace.Held, trace.Blocked:
		return true
	}
	return false
}

// lifeLines places the life lines in the columns of a terminal.
func (l Ladder) lifeLines(log trace.Log) ladderLines {
	width := l.Width
	if width == 0 {
		width = 80
	}
	width -= timeColumns
	all := lifeLinesOf(l.Conns, log)
	for i := range all {
		all[i].at = 3 + i*(width-10)/max(len(all)-1, 1)
	}
	return ladderLines{lifeLines: all, width: width}
}

// ladderLines are the life lines of a ladder with its width in columns.
type ladderLines struct {
	lifeLines
	width int
	deaf  map[string]bool // clients that read nothing now
}

func (ls ladderLines) heads(out *strings.Builder) {
	row := newCanvas(ls.width)
	for _, line := range ls.lifeLines {
		name := Visible(line.name)
		row.put(max(line.at-layout.Columns(name)/2, 0), name)
	}
	out.WriteString(strings.Repeat(" ", timeColumns) + row.String() + "\n")
}

// line returns an event's line: a row of the ladder, or a step.
func (ls ladderLines) line(e trace.Event) string {
	switch e.Kind {
	case trace.Step:
		return fitted(stepName(e.Conn)+": "+e.Note, ls.width)
	case trace.Left:
		return fitted("… "+e.Note, ls.width)
	case trace.Failed:
		indent := "\n" + strings.Repeat(" ", timeColumns+2)
		var text []string
		for line := range strings.SplitSeq("✗ "+e.Conn+" "+e.Note, "\n") {
			text = append(text, fitted(line, ls.width-2))
		}
		return strings.Join(text, indent)
	}
	return ls.row(e)
}

// row draws one event: an arrow between two life lines, or a note beside one.
func (ls ladderLines) row(e trace.Event) string {
	row := newCanvas(ls.width)
	for _, line := range ls.lifeLines {
		if ls.deaf[line.conn] && !line.path {
			row.put(line.at, "░")
		} else {
			row.put(line.at, "│")
		}
	}
	from, to := ls.ends(e)
	if from == to {
		note := Visible(e.Note)
		if room := ls.width - from - 2; layout.Columns(note) > room && room < from { // the left has more room
			row.put(max(from-layout.Columns(note)-1, 0), note+" ")
			row.put(from, "◇")
			return row.String()
		}
		row.put(from, "◇ "+note+" ")
		return row.String()
	}
	if e.Kind == trace.Held || e.Kind == trace.Blocked {
		row.waiting(e, from, to)
		return row.String()
	}
	left, right := min(from, to), max(from, to)
	for column := left + 1; column < right; column++ {
		if row[column] != " " {
			row.put(column, "┼") // crosses another life line
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

// label returns the text on an event's arrow, in room columns. If the text is much too
// long, it adds the size.
func label(e trace.Event, room int) string {
	switch e.Kind {
	case trace.Fin:
		return " FIN "
	case trace.Reset:
		return " RST "
	case trace.Open:
		return " connects "
	}
	text, _ := Window(string(e.Data), -1, room-2)
	size := fmt.Sprintf(" %d bytes", len(e.Data))
	if len(e.Data) > 2*room && room >= len(size)+leastText {
		text, _ = Window(string(e.Data), -1, room-2-len(size))
		return `"` + text + `"` + size
	}
	return `"` + text + `"`
}

func milliseconds(at time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(at)/float64(time.Millisecond))
}
