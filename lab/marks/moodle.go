package marks

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"chatlab/lab/class"
)

// maxFeedback is the most bytes of feedback in a cell.
const maxFeedback = 1_000

// Moodle writes a file for "Grades, Import, CSV file". The teacher maps its columns: a student
// is found by e-mail or by ID number, and each lesson has a column of grades and one of
// feedback.
//
// The importer (moodle/moodle, grade/import/csv/classes/load_data.php) gives up the whole file
// for a student whom it does not find, and an empty cell erases a grade. So a student is in the
// file only if there is a final mark for every lesson. It tells of all others, but for those
// without a hand-in.
func Moodle(w io.Writer, c class.Class) (told []string, err error) {
	out := newCSV(w)
	headings := []string{"Email address", "ID number", "Full name"}
	for _, l := range c.Lessons {
		headings = append(headings, l.ID, l.ID+" feedback")
	}
	out.row(headings...)
	byEmail := slices.ContainsFunc(c.Rows, func(r class.Row) bool { return r.Student.Email != "" })
	for _, r := range c.Rows {
		if r.Missing {
			continue
		}
		s := r.Student
		if why := notForMoodle(r, byEmail); why != "" {
			told = append(told, fmt.Sprintf("%s is not in the file: %s", firstOf(name(s.Name), name(s.Key)), why))
			continue
		}
		cells := []string{s.Email, s.ID, name(s.Name)}
		for _, m := range r.Results {
			cells = append(cells, inCents(m.Mark.Got).points(), feedback(m))
		}
		out.row(cells...)
	}
	return told, out.end()
}

// notForMoodle says why a student can't be in the file. All students of a file must be found
// in the same way.
func notForMoodle(r class.Row, byEmail bool) string {
	key, what := r.Student.ID, "ID number"
	if byEmail {
		key, what = r.Student.Email, "address of e-mail"
	}
	switch _, _, open := r.Total(); {
	case open:
		return "a mark is open"
	case key == "" || !byEmail && r.Student.Platform == "Moodle":
		return "there is no " + what + "; a roster has it"
	case cell(key) != key:
		return fmt.Sprintf("its %s may be a formula or control something: %s", what, line(key))
	}
	return ""
}

// feedback says in one line why a mark is what it is. A grade book may show it as HTML, so it
// has none of the characters that begin markup.
func feedback(m class.Marked) string {
	parts := []string{fmt.Sprintf("%s of %s points", inCents(m.Mark.Got).points(), inCents(m.Mark.Of).points())}
	if m.Refused != nil {
		parts = append(parts, fmt.Sprintf("the hand-in was refused: %s; %s", m.Refused.Reason, strings.TrimSuffix(m.Refused.Try, ".")))
	} else if m.Trouble != nil {
		parts = append(parts, "the server could not be judged: "+m.Trouble.What)
	}
	passed, judged := 0, 0
	for _, it := range shownItems(m) {
		switch {
		case it.id == hiddenID:
			parts = append(parts, it.text)
			continue
		case it.verdict == class.Failed:
			parts = append(parts, "failed: "+it.id+" ("+strings.TrimSuffix(it.claim, ".")+")")
		}
		if it.verdict == class.Passed {
			passed++
		}
		if it.scored {
			judged++
		}
	}
	parts = append(parts, passedOf(passed, judged, "scenario"))
	return short(withoutMarkup(line(strings.Join(parts, "; "))), maxFeedback)
}

// withoutMarkup replaces the characters that begin markup by others that look like them, for
// places that may or may not read HTML.
func withoutMarkup(text string) string { return lookalikes.Replace(text) }

var lookalikes = strings.NewReplacer("<", "‹", ">", "›", "&", "＆")
