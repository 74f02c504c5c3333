// Package draw makes pictures of a trace. Its functions are pure: a trace.Log
// goes in, text comes out.
//
//   - ladder.go: the ladder for a terminal
//   - visible.go: bytes as text that is safe and complete
package draw

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
)

// Draw returns the ladder: a life line for each client and for the server,
// time running down, an arrow for each write that a client made and for each
// read that returned something to it. What a read returned is not what the
// server wrote: TCP keeps bytes in order, not writes apart.
func (l Ladder) Draw(log trace.Log) string {
	log = log.Only(func(e trace.Event) bool {
		return slices.Contains(l.Conns, e.Conn) && e.At >= l.From && arrow(e) != ""
	})
	if log.Len() == 0 {
		return ""
	}
	at, width := l.layout()
	var out strings.Builder
	l.heads(&out, at, width)
	for i, e := range log.All() {
		if l.Most > 0 && i == l.Most {
			fmt.Fprintf(&out, "%*s(and %d more)\n", timeColumns, "", log.Len()-i)
			break
		}
		row(&out, e, at, width)
	}
	return out.String()
}

// layout places the life lines: the first client, the server, the others.
func (l Ladder) layout() (at map[string]int, width int) {
	width = l.Width
	if width == 0 {
		width = 80
	}
	width -= timeColumns
	names := slices.Insert(slices.Clone(l.Conns), 1, serverName)
	at = make(map[string]int)
	for i, name := range names {
		at[name] = 3 + i*(width-10)/max(len(names)-1, 1)
	}
	return at, width
}

func (l Ladder) heads(out *strings.Builder, at map[string]int, width int) {
	line := blank(width)
	for name, column := range at {
		put(line, max(column-len(name)/2, 0), Visible(name))
	}
	out.WriteString(strings.Repeat(" ", timeColumns) + strings.TrimRight(string(line), " ") + "\n")
}

// row draws one event: an arrow from one life line to another.
func row(out *strings.Builder, e trace.Event, at map[string]int, width int) {
	line := blank(width)
	for _, column := range at {
		line[column] = '│'
	}
	from, to := at[e.Conn], at[serverName]
	if e.Dir == trace.ToClient {
		from, to = to, from
	}
	left, right := min(from, to), max(from, to)
	for column := left + 1; column < right; column++ {
		if line[column] == '│' {
			line[column] = '┼' // passes somebody by
		} else {
			line[column] = '─'
		}
	}
	if to > from {
		line[to-1] = '▶'
	} else {
		line[to+1] = '◀'
	}
	room := right - left - 6
	put(line, left+3, label(e, room))
	fmt.Fprintf(out, "%*s  %s\n", timeColumns-2, milliseconds(e.At), strings.TrimRight(string(line), " "))
}

// arrow is what stands on an event's arrow; empty for one that has none.
func arrow(e trace.Event) string {
	switch e.Kind {
	case trace.Data:
		return string(e.Data)
	case trace.Fin:
		return "FIN"
	case trace.Reset:
		return "RST"
	}
	return ""
}

func label(e trace.Event, room int) string {
	if e.Kind != trace.Data {
		return " " + arrow(e) + " "
	}
	text, _ := Window(string(e.Data), -1, room-2)
	if strings.HasSuffix(text, "…") {
		size := fmt.Sprintf(" %d bytes", len(e.Data))
		text, _ = Window(string(e.Data), -1, room-2-len(size))
		return `"` + text + `"` + size
	}
	return `"` + text + `"`
}

func milliseconds(at time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(at)/float64(time.Millisecond))
}

func blank(width int) []rune {
	return []rune(strings.Repeat(" ", width))
}

func put(line []rune, at int, text string) {
	if n := utf8.RuneCountInString(text); at+n <= len(line) {
		copy(line[at:], []rune(text))
	}
}
