package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"chatlab/lab/grade"
)

// A terminal is the outside of a command: where it reads and writes. Tests
// put buffers here.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// unsaved says that progress could not be written down, which stops nothing.
func (t *terminal) unsaved(err error) {
	if err != nil {
		fmt.Fprintf(t.err, "lab: your progress was not saved: %v\n", err)
	}
}

// widest is the most columns that text is laid out for: longer lines are hard
// to read.
const widest = 100

// style says how to write for whoever reads our output: a person at a
// terminal, or a file or a program. NO_COLOR (no-color.org) and TERM=dumb are
// honored.
func (t *terminal) style() grade.Style {
	file, ok := t.out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return grade.Style{}
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 60 {
		width = 0
	}
	return grade.Style{
		Color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		Width: min(width, widest),
	}
}
