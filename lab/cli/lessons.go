package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
)

func lessonsCommand(t *console.Terminal) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:   "lessons",
		Short: "List the lessons, and how far you are",
		Long: `List the lessons. The list shows which ones you have started in your copies below
work/, which copies have passed a check, and which lesson to take next.`,
		Args: takes(),
		RunE: func(*cobra.Command, []string) error {
			kit, err := course.Find()
			if err != nil {
				return err
			}
			rows, err := lessonRows(kit)
			unreadable(t, err)
			if asJSON {
				encoder := json.NewEncoder(t.Out)
				encoder.SetIndent("", "  ")
				return encoder.Encode(rows)
			}
			writeLessons(t.Out, rows)
			writeOwn(t.Out, kit)
			if next := toDo(kit, style(t), 0); next != "" {
				fmt.Fprintf(t.Out, "\n%s", next)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	return c
}

// A lessonRow is one lesson in the list. Names in its JSON form do not change; fields may
// be added.
type lessonRow struct {
	Lesson   string          `json:"lesson"`
	Number   int             `json:"number"`
	Title    string          `json:"title"`
	Page     string          `json:"page"`
	Copy     string          `json:"copy"` // where the copy is, or would be
	Standing course.Standing `json:"standing"`
	Next     bool            `json:"next"`
	Record   progress.Record `json:"record"`
}

// lessonRows returns the list. With an error it returns the list, too, made from the copies
// alone.
func lessonRows(k course.Kit) ([]lessonRow, error) {
	b, err := k.Progress()
	next, more := k.NextLesson(b, 0)
	var rows []lessonRow
	for _, l := range lesson.All {
		rows = append(rows, lessonRow{
			Lesson:   l.ID(),
			Number:   l.Number,
			Title:    l.Title,
			Page:     l.Page(),
			Copy:     l.Copy(),
			Standing: k.Standing(l, b),
			Next:     more && l.Number == next.Number,
			Record:   b.Lessons[l.ID()],
		})
	}
	return rows, err
}

// writeLessons writes a line for each lesson, in columns.
func writeLessons(w io.Writer, rows []lessonRow) {
	title, page := 0, 0
	for _, r := range rows {
		title = max(title, utf8.RuneCountInString(r.Title))
		page = max(page, len(r.Page))
	}
	for _, r := range rows {
		pointer := " "
		if r.Next {
			pointer = "→"
		}
		line := fmt.Sprintf("%s %s %2d  %-*s  %-*s  %s", pointer, r.mark(), r.Number, title, r.Title, page, r.Page, r.state())
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// writeOwn writes a line about the student's own server, if there is one.
func writeOwn(w io.Writer, k course.Kit) {
	if own := lesson.Own; k.HasCopy(own) {
		b, _ := k.Progress() // lessonRows has reported an error
		at := "all stages passed"
		if b.Lessons[own.ID()].Passed == nil {
			at = "all stages were gone through, but not all of the core were asked"
		}
		if reached := b.Lessons[own.ID()].Stage; reached < len(lesson.Stages) {
			at = course.StageReport{Number: reached + 1, Stage: lesson.Stages[reached]}.Whole()
		}
		fmt.Fprintf(w, "\nYour own server, ./%s: %s\n", own.Copy(), at)
	}
}

func (r lessonRow) mark() string {
	switch r.Standing {
	case course.Passed:
		return "✓"
	case course.Started:
		return "·"
	}
	return " "
}

// state says in words how far the student is.
func (r lessonRow) state() string {
	switch p := r.Record.Passed; {
	case p != nil:
		return fmt.Sprintf("passed %s after %s", p.At.Local().Format(time.DateOnly), tries(p.Tries))
	case r.Standing == course.Started && r.Record.Tries > 0:
		return "started, " + tries(r.Record.Tries)
	}
	return string(r.Standing)
}

func tries(n int) string {
	if n == 1 {
		return "1 try"
	}
	return fmt.Sprintf("%d tries", n)
}
