package sheet

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/layout"
)

// A row is a student.
type row struct {
	Index    int
	Name, ID string
	Feedback string // address of the student's folder; empty if there is none
	Got, Of  string // total; empty if nothing is graded
	Open     bool
	Notes    []note
	Lessons  []lessonCells
}

// A note says what a teacher should know of a result.
type note struct{ Text, Output string }

// lessonCells are the cells of a lesson: either of each scenario, or one over all of them.
type lessonCells struct {
	Span   int
	Mark   string
	Open   bool
	Word   string // of a cell over all
	Text   string
	Output string
	Cells  []cell
}

// A cell shows how a scenario ended. Its class is of the style: p, f, s, t or n.
type cell struct {
	Class, Sign    string
	Story, Picture string // addresses
}

// signs has the class and the sign of each verdict. Signs differ in shape, so that color alone
// never says anything.
var signs = map[class.Verdict]cell{
	class.Passed:  {Class: "p", Sign: "✓"},
	class.Failed:  {Class: "f", Sign: "✗"},
	class.Skipped: {Class: "s", Sign: "–"},
	class.Spoiled: {Class: "t", Sign: "?"},
	class.Unrun:   {Class: "t", Sign: "?"},
}

func rowsOf(c class.Class, lessons []lessonColumns) []row {
	var all []row
	for i, r := range c.Rows {
		shown := row{Index: i, Name: shownName(r.Student.Name), ID: shownName(r.Student.ID)}
		got, of, open := r.Total()
		if slices.ContainsFunc(r.Results, class.Marked.Graded) {
			shown.Feedback = linkTo(folderOf(r.Student), feedbackPage)
			shown.Got, shown.Of, shown.Open = class.Shown(got), class.Shown(of), open
		}
		for i, l := range lessons {
			m := class.Marked{}
			if i < len(r.Results) {
				m = r.Results[i]
			}
			shown.Lessons = append(shown.Lessons, l.cells(r, m))
			shown.Notes = append(shown.Notes, notesOf(m)...)
		}
		all = append(all, shown)
	}
	return all
}

// cells returns the cells of a result. Its word is over all of them, if nothing of it was judged.
func (l lessonColumns) cells(r class.Row, m class.Marked) lessonCells {
	cells := lessonCells{Span: len(l.Columns), Mark: class.Shown(m.Mark.Got), Open: m.Mark.Open, Word: r.State(m)}
	switch {
	case r.Missing:
		cells.Mark, cells.Text = "", "nothing was handed in"
	case !m.Graded():
		cells.Mark, cells.Text = "", "there is no result of this lesson yet"
	case m.Refused != nil:
		cells.Text = shown(m.Refused.What) + " " + shown(m.Refused.Try)
	case m.Trouble != nil:
		cells.Text, cells.Output = shown(class.Sentence(m.Trouble.What)), shownEnd(m.Trouble.Output)
	default:
		cells.Word = ""
		cells.Cells = make([]cell, len(l.Columns))
		for i := range cells.Cells {
			cells.Cells[i] = cell{Class: "n", Sign: "·"}
		}
		for _, sc := range m.Scenarios {
			cells.Cells[l.at[sc.ID]] = cellOf(sc)
		}
	}
	return cells
}

func cellOf(sc class.Scenario) cell {
	c := signs[sc.Verdict]
	c.Story, c.Picture = linkTo(sc.Files, storyFile), linkTo(sc.Files, pictureFile)
	return c
}

// notesOf returns the notes of a result, and what spoiled single scenarios.
func notesOf(m class.Marked) (all []note) {
	for _, n := range m.Notes {
		all = append(all, note{Text: shown(n)})
	}
	if heading, lines := m.Without(); heading != "" {
		all = append(all, note{Text: shown(heading), Output: shown(strings.Join(lines, "\n"))})
	}
	for _, line := range m.Own {
		all = append(all, note{Text: "its server file says: " + shown(line)})
	}
	if m.Trouble != nil || m.Refused != nil {
		return all
	}
	names, last := map[string][]string{}, map[string]class.Trouble{}
	var whats []string
	for _, sc := range m.Scenarios {
		if sc.Trouble == nil {
			continue
		}
		what := sc.Trouble.Is() + "\x00" + sc.Trouble.What
		if names[what] == nil {
			whats = append(whats, what)
		}
		names[what], last[what] = append(names[what], path.Base(sc.ID)), *sc.Trouble
	}
	for _, what := range whats {
		t := last[what]
		text := fmt.Sprintf("%s in %s: %s", t.Is(), strings.Join(names[what], ", "), t.What)
		all = append(all, note{shown(text), shownEnd(t.Output)})
	}
	return all
}

// countsOf says in words how many hand-ins were not judged as usual.
func countsOf(c class.Class) []string {
	n := map[string]int{}
	for _, r := range c.Rows {
		if r.Missing {
			n[class.IsMissing+": nothing was handed in"]++
			continue
		}
		for _, m := range r.Results {
			switch word := r.State(m); word {
			case "", class.IsOpen:
			case class.IsRefused:
				n[word+": "+m.Refused.Reason]++
			default:
				n[word]++
			}
		}
		if _, _, open := r.Total(); open {
			n["with an open mark"]++
		}
	}
	all := []string{layout.Count(len(c.Rows), "student")}
	for _, what := range slices.Sorted(maps.Keys(n)) {
		all = append(all, fmt.Sprintf("%d %s", n[what], what))
	}
	return all
}
