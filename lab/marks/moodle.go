package marks

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"chatlab/lab/class"
)

// Limits of the feedback in a cell.
const (
	maxFeedback = 1_000 // bytes
	maxFailed   = 5     // scenarios that have failed
)

// Moodle writes a file for "Grades, Import, CSV file". The teacher maps its columns: a student
// is found by e-mail or by ID number, and each lesson has a column of grades and one of
// feedback.
//
// The importer (moodle/moodle, grade/import/csv/classes/load_data.php) rejects the whole file for
// a student whom it does not find, and an empty cell erases a grade. So a student is in the file
// only if there is a final mark for every lesson. Moodle returns a sentence for each student who
// is left out, except for those who handed in nothing.
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
			told = append(told, fmt.Sprintf("%s is not in the file: %s", cmp.Or(name(s.Name), name(s.Key)), why))
			continue
		}
		cells := []string{s.Email, s.ID, short(line(s.Name), maxName)}
		for _, m := range r.Results {
			cells = append(cells, class.Shown(m.Mark.Got), feedback(m))
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
		key, what = r.Student.Email, "e-mail address"
	}
	switch _, _, open := r.Total(); {
	case open:
		return "a mark is open: grade the hand-in again, or give the mark by hand"
	case key == "" || !byEmail && r.Student.Platform == "Moodle":
		return "there is no " + what + ": give a roster that has it with --roster FILE"
	case cell(key) != key:
		return fmt.Sprintf("a spreadsheet could run the %s as a formula, or a terminal obey it; correct it in the roster: %s", what, line(key))
	}
	return ""
}

// feedback says in one line why a mark is what it is. A grade book may show it as HTML, so it
// has none of the characters that begin markup.
func feedback(m class.Marked) string {
	parts := []string{m.Mark.String() + " points"}
	if m.Refused != nil {
		parts = append(parts, fmt.Sprintf("the hand-in was %s: %s %s", class.IsRefused, m.Refused.What, strings.TrimSuffix(m.Refused.Try, ".")))
	} else if m.Trouble != nil {
		parts = append(parts, "the server "+m.Trouble.Is()+": "+m.Trouble.What)
	}
	passed, judged, hidden := 0, 0, ""
	var failed []string
	for _, it := range shownItems(m) {
		switch {
		case it.id == hiddenID:
			hidden = it.text
			continue
		case it.verdict == class.Failed:
			failed = append(failed, "failed: "+it.id+" ("+strings.TrimSuffix(it.claim, ".")+")")
		case it.verdict == class.Passed:
			passed++
		}
		if it.scored {
			judged++
		}
	}
	if parts = append(parts, passedOf(passed, judged, "scenario")); hidden != "" {
		parts = append(parts, hidden)
	}
	if more := len(failed) - maxFailed; more > 0 {
		failed = append(failed[:maxFailed], fmt.Sprintf("and %d more", more))
	}
	parts = append(parts, failed...)
	return short(withoutMarkup(line(strings.Join(parts, "; "))), maxFeedback)
}

// withoutMarkup replaces the characters that begin markup by others that look like them, for
// places that may or may not read HTML.
func withoutMarkup(text string) string { return lookalikes.Replace(text) }

var lookalikes = strings.NewReplacer("<", "‹", ">", "›", "&", "＆")
