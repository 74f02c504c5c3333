package trial

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/layout"
	"chatlab/lab/wholefile"
)

// Table writes a class for a teacher, a line for each student.
func Table(w io.Writer, all []Result, p Points) {
	rows := [][]string{{"student", "valid", "caught", "points"}}
	open, why := false, []string(nil)
	for _, r := range all {
		m := p.Mark(r)
		valid, _ := r.Valid()
		row := []string{layout.Unhidden(r.Student.Name), fmt.Sprintf("%d of %d", valid, len(r.Scenarios)), fmt.Sprintf("%d of %d", r.Caught, r.Of), m.String()}
		if open = open || m.Open; m.Open {
			row[3] += " ?"
		}
		if r.Refused != nil {
			row[1] = class.IsRefused + ": " + r.Refused.Reason
		} else if r.Trouble != nil {
			row[1] = r.Trouble.Is()
			why = append(why, r.Notes...)
		}
		rows = append(rows, row)
	}
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], layout.Columns(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", wide[i]-layout.Columns(cell)+2))
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
	if open {
		fmt.Fprintln(w, "? something could not be tried on this machine")
	}
	for _, line := range why {
		fmt.Fprintln(w, layout.Unhidden(line))
	}
}

// Feedback is what a student reads about their scenarios. No wrong server is named in it, and
// no other student.
func (r Result) Feedback(p Points) []byte {
	var b bytes.Buffer
	m := p.Mark(r)
	fmt.Fprintf(&b, "Your scenarios for lesson %s: %s points\n\n", r.Lesson, m)
	if r.Refused != nil {
		fmt.Fprintf(&b, "The hand-in was refused: %s\nWhat to do: %s\n", r.Refused.What, r.Refused.Try)
	} else if r.Trouble != nil {
		fmt.Fprintf(&b, "The hand-in %s, through no fault of yours: %s\n", r.Trouble.Is(), class.Sentence(r.Trouble.What))
	} else {
		valid, _ := r.Valid()
		fmt.Fprintf(&b, "valid:  %d of %s\n", valid, layout.Count(len(r.Scenarios), "scenario"))
		fmt.Fprintf(&b, "caught: %d of %s\n", r.Caught, layout.Count(r.Of, "wrong server"))
	}
	for _, sc := range r.Scenarios {
		fmt.Fprintf(&b, "\n%s: %s", sc.Name, sc.Verdict)
		if sc.Verdict == Valid {
			fmt.Fprintf(&b, ", catches %s", layout.Count(sc.Catches, "wrong server"))
		}
		fmt.Fprintln(&b)
		sc.why(&b)
	}
	if len(r.Notes) > 0 {
		fmt.Fprintln(&b, "\nNotes:")
	}
	for _, note := range r.Notes {
		fmt.Fprintln(&b, "  "+note)
	}
	return b.Bytes()
}

// why writes why a scenario is not valid, and the story of the run that shows it.
func (sc Scenario) why(w io.Writer) {
	if sc.What == "" {
		return
	}
	where := sc.Name + ".txtar"
	if sc.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, sc.Line)
	}
	fmt.Fprintf(w, "  %s: %s\n", where, sc.What)
	for line := range strings.Lines(sc.Try) {
		fmt.Fprintf(w, "  try      %s\n", strings.TrimRight(line, "\n"))
	}
	if sc.Story != "" {
		fmt.Fprintf(w, "\n%s", sc.Story)
		return
	}
	for _, part := range [][2]string{{"expected", sc.Expected}, {"received", sc.Received}, {"so", sc.So}} {
		if part[1] != "" {
			fmt.Fprintf(w, "  %-8s %s\n", part[0], part[1])
		}
	}
}

// FeedbackFile is the name of the file in the folder of each student.
const FeedbackFile = "scenarios.txt"

// WriteFeedback writes the feedback of a result below dir, into the folder of its student.
func (r Result) WriteFeedback(dir string, p Points) error {
	folder := filepath.Join(dir, cmp.Or(r.Student.Key, "hand-in"))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return wholefile.Replace(filepath.Join(folder, FeedbackFile), 0o644, func(w io.Writer) error {
		_, err := w.Write(r.Feedback(p))
		return err
	})
}
