package marks

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/layout"
)

// A Style is how the table looks. The zero Style is plain text.
type Style struct {
	Color bool // with ANSI colors, those of stories: green is good, red is wrong, yellow is neither
	Width int  // columns; 0 means 80
}

// Columns of the table.
const (
	usualWidth  = 80
	cellColumns = 9  // of a lesson or the total, with the gap before it
	leastName   = 12 // of a student's name, if the terminal has room
	mostName    = 32
)

// Table writes a row for each student, with a column for each lesson and the total, and counts
// at the end. If the lessons do not fit beside each other, several tables follow each other.
func Table(w io.Writer, c class.Class, style Style) error {
	t := table{style: style}
	width := cmp.Or(style.Width, usualWidth)
	longest := leastName
	for _, r := range c.Rows {
		longest = max(longest, layout.Columns(name(r.Student.Name)))
	}
	fit := max((width-leastName)/cellColumns, 2)
	columns := len(c.Lessons) + 1 // with the total
	for from := 0; from < columns; from += fit {
		to := min(from+fit, columns)
		t.part(c, from, to, max(min(longest, mostName, width-(to-from)*cellColumns), 1))
	}
	t.counts(c)
	for _, note := range c.Notes {
		t.line(line(note))
	}
	_, err := io.WriteString(w, t.text.String())
	return err
}

// A table is what was written so far, and the row under way.
type table struct {
	style     Style
	text, row strings.Builder
}

func (t *table) line(text string) {
	t.text.WriteString(layout.Wrap(text, "", cmp.Or(t.style.Width, usualWidth)) + "\n")
}

// part writes the columns of some lessons. The last column of the last part is the total.
func (t *table) part(c class.Class, from, to, nameColumns int) {
	t.left("", nameColumns)
	for i := from; i < to; i++ {
		if i == len(c.Lessons) {
			t.right("total", "1")
		} else {
			number, _, _ := strings.Cut(line(c.Lessons[i].ID), "-")
			t.right(number, "1")
		}
	}
	t.end()
	for _, r := range c.Rows {
		t.left(name(r.Student.Name), nameColumns)
		for i := from; i < to; i++ {
			if i == len(c.Lessons) {
				t.right(total(r))
			} else {
				t.right(markCell(r, r.Results[i]))
			}
		}
		t.end()
	}
	t.text.WriteString("\n")
}

// Colors, as in ANSI.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
)

// The words for what is no number.
const (
	isMissing = "missing"
	isNotYet  = "not yet"
	isRefused = "refused"
	isTrouble = "trouble"
	isOpen    = "open"
)

// state is a word for a result that has no mark or one that says little. It is empty for a
// mark.
func state(r class.Row, m class.Marked) string {
	switch {
	case r.Missing:
		return isMissing
	case !m.Graded():
		return isNotYet
	case m.Refused != nil:
		return isRefused
	case m.Mark.Open:
		return isOpen
	case m.Trouble != nil:
		return isTrouble
	}
	return ""
}

func markCell(r class.Row, m class.Marked) (text, color string) {
	if word := state(r, m); word != "" {
		return word, yellow
	}
	got, of := inCents(m.Mark.Got), inCents(m.Mark.Of)
	if got < of {
		return got.points(), red
	}
	return got.points(), green
}

// total is the last cell of a row. A total that is not final has a question mark.
func total(r class.Row) (text, color string) {
	if r.Missing {
		return "", ""
	}
	got, _, open := r.Total()
	if text = inCents(got).points(); open {
		return text + "?", yellow
	}
	return text, ""
}

func (t *table) left(text string, columns int) {
	text = layout.Fit(text, columns)
	t.row.WriteString(text + strings.Repeat(" ", max(columns-layout.Columns(text), 0)))
}

func (t *table) right(text, color string) {
	t.row.WriteString(strings.Repeat(" ", max(cellColumns-layout.Columns(text), 1)))
	if t.style.Color && color != "" && text != "" {
		text = "\x1b[" + color + "m" + text + "\x1b[0m"
	}
	t.row.WriteString(text)
}

// end ends a row, without blanks at its end.
func (t *table) end() {
	t.text.WriteString(strings.TrimRight(t.row.String(), " ") + "\n")
	t.row.Reset()
}

// counts says how many students and results there are, and of which sort.
func (t *table) counts(c class.Class) {
	n := map[string]int{}
	full, graded, missing := 0, 0, 0
	for _, r := range c.Rows {
		if r.Missing {
			missing++
			continue
		}
		for _, m := range r.Results {
			word := state(r, m)
			n[word]++
			if m.Graded() {
				graded++
			}
			if word == "" && inCents(m.Mark.Got) == inCents(m.Mark.Of) {
				full++
			}
		}
	}
	parts := []string{fmt.Sprintf("%s, %s graded, %d with all points", layout.Count(len(c.Rows), "student"), layout.Count(graded, "result"), full)}
	say := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	say(n[isTrouble], "could not be judged, such as a server that does not build")
	say(n[isRefused], "refused")
	say(n[isOpen], "open: grade them again")
	say(n[isNotYet], "not graded yet")
	say(missing, "without a hand-in")
	t.line(strings.Join(parts, "; "))
}

// CSV writes all that we know of each student and lesson in numbers and words, for a
// spreadsheet.
func CSV(w io.Writer, c class.Class) error {
	out := newCSV(w)
	headings := []string{"hand-in", "name", "id", "email", "platform"}
	for _, l := range c.Lessons {
		for _, what := range []string{"", " of", " state", " passed", " failed", " trouble", " skipped", " notes"} {
			headings = append(headings, l.ID+what)
		}
	}
	out.row(append(headings, "total", "total of", "open")...)
	for _, r := range c.Rows {
		s := r.Student
		cells := []string{s.Key, s.Name, s.ID, s.Email, s.Platform}
		for _, m := range r.Results {
			cells = append(cells, lessonCells(r, m)...)
		}
		got, of, open := r.Total()
		out.row(append(cells, inCents(got).points(), inCents(of).points(), map[bool]string{true: isOpen}[open])...)
	}
	return out.end()
}

// lessonCells are the cells of a lesson in CSV.
func lessonCells(r class.Row, m class.Marked) []string {
	if !m.Graded() {
		return []string{"", "", state(r, m), "", "", "", "", ""}
	}
	n := map[class.Verdict]int{}
	for _, sc := range m.Scenarios {
		n[sc.Verdict]++
	}
	return []string{
		inCents(m.Mark.Got).points(), inCents(m.Mark.Of).points(), cmp.Or(state(r, m), "graded"),
		fmt.Sprint(n[class.Passed]), fmt.Sprint(n[class.Failed]), fmt.Sprint(n[class.Spoiled] + n[class.Unrun]), fmt.Sprint(n[class.Skipped]),
		short(line(strings.Join(m.Notes, "; ")), maxFeedback),
	}
}
