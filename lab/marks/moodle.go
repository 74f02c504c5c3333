package marks

import (
	"fmt"
	"io"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/layout"
)

// maxFeedback is the most bytes of feedback in a cell.
const maxFeedback = 1_000

// Moodle writes a file for "Grades, Import, CSV file". The teacher maps its columns: a student
// is found by e-mail or by ID number, and each lesson has a column of grades and one of
// feedback. Both are empty if there is no mark, or none that is final. So the import changes
// nothing there.
//
// It tells who can't be found by an address or a number, and whose marks are open.
func Moodle(w io.Writer, c class.Class) (told []string, err error) {
	out := newCSV(w)
	headings := []string{"Email address", "ID number", "Full name"}
	for _, l := range c.Lessons {
		headings = append(headings, l.ID, l.ID+" feedback")
	}
	out.row(headings...)
	for _, r := range c.Rows {
		s := r.Student
		if s.Email == "" && s.ID == "" {
			told = append(told, fmt.Sprintf("%s has neither an address nor a number: give the marks by hand, or use a roster", name(s.Name)))
		}
		cells := []string{s.Email, s.ID, name(s.Name)}
		for _, m := range r.Results {
			switch {
			case !m.Graded():
				cells = append(cells, "", "")
			case m.Mark.Open:
				told = append(told, fmt.Sprintf("%s: the mark of %s is open and not in the file", name(s.Name), line(m.Lesson)))
				cells = append(cells, "", "")
			default:
				cells = append(cells, inCents(m.Mark.Got).points(), feedback(m))
			}
		}
		out.row(cells...)
	}
	return told, out.end()
}

// feedback says in one line why a mark is what it is. A grade book may show it as HTML, so it
// has none of the characters that begin markup.
func feedback(m class.Marked) string {
	parts := []string{fmt.Sprintf("%s of %s points", inCents(m.Mark.Got).points(), inCents(m.Mark.Of).points())}
	if m.Refused != nil {
		parts = append(parts, fmt.Sprintf("the hand-in was refused: %s; %s", m.Refused.Reason, m.Refused.Try))
	} else if m.Trouble != nil {
		parts = append(parts, "the server could not be judged: "+m.Trouble.What)
	}
	passed, of := 0, 0
	for _, it := range shownItems(m) {
		switch {
		case it.id == hiddenID:
			parts = append(parts, it.text)
			continue
		case it.verdict == class.Failed:
			parts = append(parts, "failed: "+it.id+" ("+strings.TrimSuffix(it.claim, ".")+")")
		}
		if of++; it.verdict == class.Passed {
			passed++
		}
	}
	parts = append(parts, fmt.Sprintf("%d of %s passed", passed, layout.Count(of, "scenario")))
	return short(withoutMarkup(line(strings.Join(parts, "; "))), maxFeedback)
}

// withoutMarkup replaces the characters that begin markup by others that look like them, for
// places that may or may not read HTML.
func withoutMarkup(text string) string { return lookalikes.Replace(text) }

var lookalikes = strings.NewReplacer("<", "‹", ">", "›", "&", "＆")
