package story

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"chatlab/lab/grade"
	"chatlab/lab/layout"
	"chatlab/lab/script"
)

// Of a scenario with more than mostWell steps that went well before one that did not, a story has
// the first and the last.
const (
	mostWell  = 24
	firstWell = 4
	lastWell  = 12
)

// steps writes the steps that ran.
func (st Style) steps(w io.Writer, r grade.Result) {
	steps := slices.DeleteFunc(slices.Clone(r.Steps), func(s script.Step) bool { return s.Number == 0 || !s.Ran }) // clauses are in the title
	well := slices.IndexFunc(steps, func(s script.Step) bool { return !s.OK })
	for i, step := range steps {
		switch {
		case well <= mostWell || i < firstWell || i >= well-lastWell:
			st.step(w, step, r)
		case i == firstWell:
			fmt.Fprintf(w, "   %s    … %d steps that went well\n", st.green("✓"), well-firstWell-lastWell)
		}
	}
}

func (st Style) step(w io.Writer, step script.Step, r grade.Result) {
	switch {
	case step.OK:
		st.stepLine(w, st.green("✓"), step, shown(step.Detail))
		return
	case r.Failure == nil:
		fmt.Fprintf(w, "   %s %2d %s\n", st.yellow("?"), step.Number, st.source(step))
		return
	}
	waited := "at once"
	if r.Failure.Waited >= noticeable {
		waited = "after " + duration(r.Failure.Waited)
	}
	st.stepLine(w, st.red("✗"), step, waited)
	st.failure(w, r.Failure)
}

// stepLine writes a step and what there is to say about it. If that has no room on a narrow
// terminal, it has lines of its own.
func (st Style) stepLine(w io.Writer, sign string, step script.Step, more string) {
	head, source := fmt.Sprintf("   %s %2d ", sign, step.Number), st.source(step)
	line := fmt.Sprintf("%-*s  %s", min(sourceColumn, st.width()/2), source, more)
	if st.width() >= usualWidth || layout.Columns(line)+signColumns <= st.width() {
		fmt.Fprintln(w, strings.TrimRight(head+line, " "))
		return
	}
	fmt.Fprintln(w, head+source)
	if more != "" {
		st.wrap(w, strings.Repeat(" ", detailColumn), more)
	}
}

// source returns a step as the scenario has it. If a step with several parts is too long
// for a line, each part has its own line.
func (st Style) source(step script.Step) string {
	source := shown(step.Source)
	if utf8.RuneCountInString(source)+signColumns <= st.width() {
		return source
	}
	parts := step.Parts()
	for i, part := range parts {
		parts[i] = shown(part)
	}
	return strings.Join(parts, "\n           ")
}
