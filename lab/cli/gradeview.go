package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/marks"
	"chatlab/lab/nearest"
	"chatlab/lab/sheet"
	"chatlab/lab/wholefile"
)

// viewFlags are those of grade view.
type viewFlags struct {
	as, student, gradebook, column, out string
}

func gradeViewCommand(t *console.Terminal) *cobra.Command {
	var f viewFlags
	var formats strings.Builder
	for _, m := range marks.Formats {
		of := ""
		if m.Student {
			of = ", of one student"
		}
		fmt.Fprintf(&formats, "  %-17s %s%s\n", m.Name, m.For, of)
	}
	c := &cobra.Command{
		Use:               "view RESULTS",
		ValidArgsFunction: anyFolder,
		Short:             "Show the marks of a class, or write them for a platform",
		Long: `Show the marks of a class that was graded, or write them for a platform. Marks are
computed from results.jsonl and points.txt in the folder of the results; names come
from roster.csv there, if it has one. Nothing is run. So you can change the points
and look again.

Formats:
` + formats.String() + `
Exit status: 0 written, 1 written, but something could not be judged and the format
has no way to say so, 2 wrong usage, 3 the results can't be read.`,
		Example: `  go tool lab grade view results
  go tool lab grade view results --as moodle --out marks.csv
  go tool lab grade view results --as canvas --gradebook export.csv --column "Lab 3 (1234)" --out canvas.csv
  go tool lab grade view results --as gradescope --student ana`,
		Args: takes("the folder of the results"),
		RunE: func(c *cobra.Command, args []string) error { return gradeView(t, args[0], f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.as, "as", "table", "the `FORMAT`; see above")
	flags.StringVar(&f.student, "student", "", "the `NAME` of the student, for a format of one; without it, the only one")
	flags.StringVar(&f.gradebook, "gradebook", "", "for canvas: the exported `FILE` to fill in")
	flags.StringVar(&f.column, "column", "", "for canvas: the `HEADING` of the assignment in that file")
	flags.StringVar(&f.out, "out", "", "the `FILE` to write; without it, standard output")
	c.RegisterFlagCompletionFunc("as", formatWords)
	c.RegisterFlagCompletionFunc("student", studentWords(firstFolder))
	c.RegisterFlagCompletionFunc("gradebook", anyFile)
	c.RegisterFlagCompletionFunc("out", anyFile)
	return c
}

// formatWords completes the name of a format.
func formatWords(*cobra.Command, []string, string) (words []string, how cobra.ShellCompDirective) {
	for _, m := range marks.Formats {
		words = append(words, m.Name+"\t"+m.For)
	}
	return words, ordered
}

func gradeView(t *console.Terminal, dir string, f viewFlags) error {
	at := slices.IndexFunc(marks.Formats, func(m marks.Format) bool { return m.Name == f.as })
	if at < 0 {
		return exitError{ExitUsage, unknownFormat(f.as)}
	}
	format := marks.Formats[at]
	c, err := class.Load(dir)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	in := marks.Input{Class: c, Getenv: os.Getenv, Column: f.column, Style: marksStyle(t, f.out)}
	if format.Student {
		if in.Row, err = rowOf(dir, c, f.student); err != nil {
			return exitError{ExitUsage, err.Error()}
		}
	} else if f.student != "" {
		return exitError{ExitUsage, fmt.Sprintf("--student is for a format of one student, and %s has them all", f.as)}
	}
	if f.gradebook != "" {
		book, err := os.Open(f.gradebook)
		if err != nil {
			return exitError{ExitUsage, err.Error()}
		}
		defer book.Close()
		in.Exported = book
	} else if f.as == "canvas" {
		return exitError{ExitUsage, "canvas fills a column into a gradebook; export it from Canvas and name it with --gradebook"}
	}
	var text bytes.Buffer
	told, err := format.Write(&text, in)
	for _, note := range told {
		fmt.Fprintln(t.Err, note)
	}
	unjudged := errors.Is(err, marks.ErrUnjudged)
	if err != nil && !unjudged {
		return exitError{ExitTrouble, err.Error()}
	}
	if unjudged && text.Len() == 0 { // a platform would take an empty file for a result
		return exitError{ExitFailed, err.Error()}
	}
	if err := writeView(t, f.out, text.Bytes()); err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	if unjudged {
		return exitError{ExitFailed, err.Error()}
	}
	return nil
}

func writeView(t *console.Terminal, out string, text []byte) error {
	if out == "" {
		_, err := t.Out.Write(text)
		return err
	}
	return wholefile.Replace(out, 0o644, func(w io.Writer) error { _, err := w.Write(text); return err })
}

func unknownFormat(word string) string {
	var names []string
	for _, m := range marks.Formats {
		names = append(names, m.Name)
	}
	return fmt.Sprintf("there is no format %q; there are %s%s", word, strings.Join(names, ", "), nearest.Meant(word, names))
}

// marksStyle is plain text for a file.
func marksStyle(t *console.Terminal, file string) marks.Style {
	if file != "" {
		return marks.Style{}
	}
	color, width := t.Layout()
	return marks.Style{Color: color, Width: width}
}

// rowOf returns the row of a student; the only row without a name. See class.Roster.Which.
func rowOf(dir string, c class.Class, name string) (class.Row, error) {
	if name == "" && len(c.Rows) == 1 {
		return c.Rows[0], nil
	}
	if len(c.Rows) == 0 {
		return class.Row{}, errors.New("there are no results yet; grade into this folder first")
	}
	var students []class.Student
	for _, r := range c.Rows {
		students = append(students, r.Student)
	}
	if name == "" {
		return class.Row{}, fmt.Errorf("this format has one student, and there are %d; name one with --student", len(students))
	}
	roster, err := class.RosterIn(dir)
	if err != nil {
		return class.Row{}, err
	}
	at, err := roster.Which(students, name)
	if err != nil {
		return class.Row{}, fmt.Errorf("--student: %w", err)
	}
	return c.Rows[at], nil
}

// leaveViews writes the views that a class always has, and returns their files: the sheet, the
// marks, and a folder for each student.
func leaveViews(dir string, c class.Class, secret []string) (files []string, err error) {
	for _, view := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{sheet.File, func(w io.Writer) error { return sheet.Write(w, c) }},
		{"marks.csv", func(w io.Writer) error { return marks.CSV(w, c) }},
	} {
		file := filepath.Join(dir, view.name)
		if err := wholefile.Replace(file, 0o644, view.write); err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	for _, row := range c.Rows {
		if err := sheet.Feedback(dir, c.Lessons, row, secret...); err != nil {
			return nil, err
		}
	}
	return append(files, filepath.Join(dir, "feedback")), nil
}
