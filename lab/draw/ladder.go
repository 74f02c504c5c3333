package draw

import (
	"cmp"
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
	From  time.Duration // leave out what happened before, except that a client stopped reading
	Most  int           // the most events, from the first on; 0 means all
	Width int           // columns; 0 means 80
	Steps bool          // show where each step of the scenario begins
}

const (
	usualWidth  = 80
	narrow      = 60 // below this, the time and the margins take less room
	timeColumns = 12 // for the time before each row
	narrowTime  = 10 // the same on a narrow terminal
	leastText   = 2  // columns left for a shortened text when its size is added
	leastRoom   = 3  // columns of a label with any text: its quotes and …
)

// Draw returns the ladder. Each client and the server have a life line, and time runs down.
// Each write of a client and each read that returned something is an arrow. A read does not
// return what one write of the server sent: TCP keeps the order of bytes, not the borders
// of writes. A path with faults has a life line too, between its client and the server,
// with arrows for what left it.
//
// Where nothing of what it shows happens for a long time, the life lines are broken, and so is
// that of a connection or a server that has ended.
func (l Ladder) Draw(log trace.Log) string {
	log = fromBegin(log)
	frozen := make(map[string]bool)
	for _, e := range log.All() {
		if e.At < l.From && e.Act() != "" {
			frozen[e.Conn] = e.Act() == trace.StopsReading
		}
	}
	has := func(e trace.Event) bool {
		earlier := e.Act() == trace.StopsReading && frozen[e.Conn]
		return (e.At >= l.From || earlier) && (slices.Contains(l.Conns, e.Conn) && shown(e) || e.Kind == trace.Server ||
			l.Steps && (e.Kind == trace.Step || e.Kind == trace.Failed || e.Kind == trace.Left && e.Dir == trace.None))
	}
	drawn := log.Only(has)
	if drawn.Only(func(e trace.Event) bool { return e.Kind != trace.Server }).Len() == 0 {
		return ""
	}
	lines := l.lifeLines(drawn)
	lines.frozen = frozen
	var out strings.Builder
	lines.heads(&out)
	var ended ends
	rows, before := 0, pausing{}
	for _, e := range log.All() {
		if !has(e) {
			ended.note(e)
			before.unseen(e)
			continue
		}
		if l.Most > 0 && rows == l.Most {
			fmt.Fprintf(&out, "%*s(and %d more)\n", lines.time, "", drawn.Len()-rows)
			break
		}
		if e.Act() != "" {
			frozen[e.Conn] = e.Act() == trace.StopsReading
		}
		lines.gone = ended.gone
		if pause := before.seen(e); pause.long != "" && rows > 0 {
			fmt.Fprintf(&out, "%*s%s\n", lines.time, "", lines.pause(pause))
		}
		if e.ServerStarts() { // it has ended before, though nothing says when
			lines.gone = with(lines.gone, "", true)
		}
		ended.note(e)
		fmt.Fprintf(&out, "%s%s\n", lines.clock(e.At), lines.line(e))
		rows++
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
	lines := newLadderLines(cmp.Or(l.Width, usualWidth), 0)
	left, right := 3, 7 // beside the first and the last life line, for their names
	if lines.time == narrowTime {
		left, right = 2, 4
	}
	lines.lifeLines = lifeLinesOf(l.Conns, log)
	for i := range lines.lifeLines {
		lines.lifeLines[i].at = left + i*(lines.width-left-right)/max(len(lines.lifeLines)-1, 1)
	}
	return lines
}

// ladderLines are the life lines of a ladder, and the columns that it has.
type ladderLines struct {
	lifeLines
	time   int             // columns before each row
	width  int             // of a row
	frozen map[string]bool // clients that read nothing now
	gone   map[string]bool // clients whose connection has ended, and "" if the server has
}

// broken is a row of a life line that is broken there.
const broken = "┊"

// newLadderLines divides the columns of a terminal. That many others are taken already.
func newLadderLines(columns, others int) ladderLines {
	time := timeColumns
	if columns < narrow {
		time = narrowTime
	}
	return ladderLines{time: time, width: max(columns-time-others, leastRoom)}
}

// clock writes the time before a row.
func (ls ladderLines) clock(at time.Duration) string {
	gap := 2
	if ls.time == narrowTime {
		gap = 1
	}
	return fmt.Sprintf("%*s%*s", ls.time-gap, timeIn(at, ls.time-gap, 1), gap, "")
}

// heads writes the names above the life lines. A name that has no room is cut.
func (ls ladderLines) heads(out *strings.Builder) {
	row, free := newCanvas(ls.width), 0
	for i, line := range ls.lifeLines {
		room := ls.width
		if i+1 < len(ls.lifeLines) {
			room = ls.lifeLines[i+1].at - line.at - 1
		} else if i > 0 {
			room = line.at - ls.lifeLines[i-1].at - 1
		}
		name := short(line.name, room)
		at := max(min(line.at-layout.Columns(name)/2, ls.width-layout.Columns(name)), free)
		name = fitted(name, ls.width-at)
		row.put(at, name)
		free = at + layout.Columns(name) + 1
	}
	out.WriteString(strings.Repeat(" ", ls.time) + row.String() + "\n")
}

// line returns an event's line: a row of the ladder, or a step.
func (ls ladderLines) line(e trace.Event) string {
	switch e.Kind {
	case trace.Step:
		return fitted(stepName(e.Conn)+": "+e.Note, ls.width)
	case trace.Left:
		return fitted("… "+e.Note, ls.width)
	case trace.Failed:
		indent := "\n" + strings.Repeat(" ", ls.time+2)
		var text []string
		for line := range strings.SplitSeq("✗ "+e.Conn+" "+e.Note, "\n") {
			text = append(text, fitted(line, ls.width-2))
		}
		return strings.Join(text, indent)
	}
	return ls.row(e)
}

// pause draws a row in which nothing happens. Without room for what it says, it says how long.
func (ls ladderLines) pause(says pauseSays) string {
	row := newCanvas(ls.width)
	for _, line := range ls.lifeLines {
		row.put(line.at, broken)
	}
	at, end := ls.lifeLines[0].at+2, ls.width
	if len(ls.lifeLines) > 1 {
		end = ls.lifeLines[1].at - 1
	}
	text := says.long + says.what
	if layout.Columns(text) > end-at {
		text = fitted(says.long, end-at)
	}
	row.put(at, text)
	return row.String()
}

// row draws one event: an arrow between two life lines, or a note beside one.
func (ls ladderLines) row(e trace.Event) string {
	row := newCanvas(ls.width)
	for _, line := range ls.lifeLines {
		switch {
		case ls.gone[line.conn] && !line.path:
			row.put(line.at, broken)
		case ls.frozen[line.conn] && !line.path:
			row.put(line.at, "░")
		default:
			row.put(line.at, "│")
		}
	}
	from, to := ls.ends(e)
	if from == to {
		note := Visible(e.Note)
		room := ls.width - from - 2
		if layout.Columns(note) > room && room < from { // the left has more room
			note = fitted(note, from-1)
			row.put(max(from-layout.Columns(note)-1, 0), note+" ")
			row.put(from, "◇")
			return row.String()
		}
		row.put(from, "◇ "+fitted(note, room)+" ")
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
	beside := 3 // columns of the arrow beside its text
	if right-left-2*beside < leastRoom || ls.time == narrowTime {
		beside = 2
	}
	row.put(left+beside, label(e, right-left-2*beside))
	return row.String()
}

// label returns the text on an event's arrow, in room columns. If the text is much too
// long, it adds the size. Without room for it, there is no text.
func label(e trace.Event, room int) string {
	if words := map[trace.Kind]string{trace.Fin: " FIN ", trace.Reset: " RST ", trace.Open: " connects "}[e.Kind]; words != "" {
		if len(words) > room {
			return short(strings.TrimSpace(words), room)
		}
		return words
	}
	if room < leastRoom {
		return ""
	}
	text, _ := Window(string(e.Data), -1, room-2)
	size := fmt.Sprintf(" %d bytes", len(e.Data))
	if len(e.Data) > 2*room && room >= len(size)+leastText {
		text, _ = Window(string(e.Data), -1, room-2-len(size))
		return `"` + text + `"` + size
	}
	return `"` + text + `"`
}

// timeIn writes a time in milliseconds, or in seconds with that many decimals if it does
// not fit into its columns.
func timeIn(at time.Duration, columns, decimals int) string {
	text := fmt.Sprintf("%.1f ms", float64(at)/float64(time.Millisecond))
	if len(text) > columns {
		text = fmt.Sprintf("%.*f s", decimals, at.Seconds())
	}
	return text
}
