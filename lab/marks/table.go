package marks

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
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
	usualWidth = 80
	gap        = 2  // between two entries
	leastName  = 12 // of a student's name, if the terminal has room
	mostName   = 32
)

// Table writes a row for each student, with a column for each lesson and the total, and counts
// at the end. If the lessons do not fit beside each other, several tables follow each other.
func Table(w io.Writer, c class.Class, style Style) error {
	t := table{style: style, wide: cmp.Or(style.Width, usualWidth)}
	for _, r := range c.Rows {
		t.names = append(t.names, name(r.Student.Name))
	}
	for i, l := range c.Lessons {
		number, _, _ := strings.Cut(line(l.ID), "-")
		entries := column{{number, bold}}
		for _, r := range c.Rows {
			entries = append(entries, markEntry(r, r.Results[i]))
		}
		t.columns = append(t.columns, entries)
	}
	totals := column{{"total", bold}}
	for _, r := range c.Rows {
		totals = append(totals, totalEntry(r))
	}
	t.columns = append(t.columns, totals)
	for _, entries := range t.columns {
		for i := range entries {
			entries[i].text = layout.Fit(entries[i].text, max(t.wide-leastName-gap, 1))
		}
	}
	t.parts()
	t.counts(c)
	for _, note := range c.Notes {
		t.line(layout.Unhidden(line(note)))
	}
	_, err := io.WriteString(w, t.text.String())
	return err
}

// A table is its names and columns, and what was written so far.
type table struct {
	style   Style
	wide    int
	names   []string // of the rows
	columns []column
	text    strings.Builder
}

// A column is entries from top to bottom, the heading first.
type column []entry

type entry struct{ text, color string }

func (c column) width() int {
	widest := 0
	for _, e := range c {
		widest = max(widest, layout.Columns(e.text))
	}
	return gap + widest
}

func (t *table) line(text string) { t.text.WriteString(layout.Wrap(text, "", t.wide) + "\n") }

// parts writes as many columns beside each other as fit, at least one.
func (t *table) parts() {
	longest := leastName
	for _, name := range t.names {
		longest = max(longest, layout.Columns(name))
	}
	for rest := t.columns; len(rest) > 0; {
		n, used := 1, rest[0].width()
		for n < len(rest) && leastName+used+rest[n].width() <= t.wide {
			used += rest[n].width()
			n++
		}
		t.part(rest[:n], max(min(longest, mostName, t.wide-used), 1))
		rest = rest[n:]
	}
}

func (t *table) part(columns []column, nameColumns int) {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = c.width()
	}
	for row := range columns[0] {
		name := ""
		if row > 0 {
			name = layout.Fit(t.names[row-1], nameColumns)
		}
		var line strings.Builder
		line.WriteString(name + strings.Repeat(" ", max(nameColumns-layout.Columns(name), 0)))
		for i, c := range columns {
			line.WriteString(strings.Repeat(" ", widths[i]-layout.Columns(c[row].text)) + t.style.painted(c[row]))
		}
		t.text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	t.text.WriteString("\n")
}

func (s Style) painted(c entry) string {
	if !s.Color || c.color == "" || c.text == "" {
		return c.text
	}
	return "\x1b[" + c.color + "m" + c.text + "\x1b[0m"
}

// Colors, as in ANSI.
const (
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func markEntry(r class.Row, m class.Marked) entry {
	switch word := r.State(m); {
	case word != "":
		return entry{word, yellow}
	case class.InCents(m.Mark.Got) < class.InCents(m.Mark.Of):
		return entry{m.Mark.String(), red}
	}
	return entry{m.Mark.String(), green}
}

// totalEntry is the last entry of a row. A total that is not final has a question mark.
func totalEntry(r class.Row) entry {
	if r.Missing {
		return entry{}
	}
	got, of, open := r.Total()
	text := class.Mark{Got: got, Of: of}.String()
	if open {
		return entry{text + "?", yellow}
	}
	return entry{text, ""}
}

// counts says how many students and results of each kind there are.
func (t *table) counts(c class.Class) {
	n, full, graded := map[string]int{}, 0, 0
	for _, r := range c.Rows {
		if r.Missing {
			n[class.IsMissing]++
			continue
		}
		for _, m := range r.Results {
			word := r.State(m)
			if m.Graded() {
				graded++
			}
			if word != "" {
				n[word]++
			} else if class.InCents(m.Mark.Got) == class.InCents(m.Mark.Of) {
				full++
			}
		}
	}
	parts := []string{fmt.Sprintf("%s, %s graded, %d with all points", layout.Count(len(c.Rows), "student"), layout.Count(graded, "result"), full)}
	for _, word := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%d %s", n[word], word))
	}
	t.line(strings.Join(parts, "; "))
	if slices.ContainsFunc(c.Rows, func(r class.Row) bool { _, _, open := r.Total(); return open && !r.Missing }) {
		t.line("A total with ? is not final. Run the same lab grade again: it grades what is missing or could not be judged.")
	}
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
		out.row(append(cells, class.Shown(got), class.Shown(of), map[bool]string{true: class.IsOpen}[open])...)
	}
	return out.end()
}

// lessonCells are the cells of a lesson in CSV.
func lessonCells(r class.Row, m class.Marked) []string {
	if !m.Graded() {
		return []string{"", "", r.State(m), "", "", "", "", ""}
	}
	n := map[class.Verdict]int{}
	for _, sc := range m.Scenarios {
		n[sc.Verdict]++
	}
	return []string{
		class.Shown(m.Mark.Got), class.Shown(m.Mark.Of), cmp.Or(r.State(m), "graded"),
		fmt.Sprint(n[class.Passed]), fmt.Sprint(n[class.Failed]), fmt.Sprint(n[class.Spoiled] + n[class.Unrun]), fmt.Sprint(n[class.Skipped]),
		short(line(notes(m)), maxFeedback),
	}
}

// notes are those of a result for its teacher.
func notes(m class.Marked) string {
	all := m.Notes
	if heading, lines := m.Without(); heading != "" {
		all = append(slices.Clip(all), heading+": "+strings.Join(lines, "; "))
	}
	return strings.Join(all, "; ")
}
