package story

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// Columns and rows of a story.
const (
	usualWidth   = 80
	idColumns    = 44 // of a scenario in the running list
	timeColumns  = 9  // of its time there
	signColumns  = 8  // before a step's source
	sourceColumn = 31 // width of a step's source, if it fits
	detailColumn = 11 // where the detail of a step begins on a narrow terminal
	labelColumn  = 19 // where expected and received values begin
)

// noticeable is the shortest time to fail that a story mentions.
const noticeable = 200 * time.Millisecond

// Line writes a scenario's line in the running list.
func (st Style) Line(w io.Writer, r grade.Result) {
	times := ""
	if r.Verdict == script.Skipped {
		fmt.Fprintf(w, "%s %-*s skipped: %s\n", st.Mark(r.Verdict), idColumns, r.Scenario.ID(), r.Why)
		return
	}
	if r.Runs > 1 {
		times = fmt.Sprintf("  %d of %d runs passed", r.Runs-r.Bad, r.Runs)
	}
	took := " " + duration(r.Took)
	room := min(idColumns+timeColumns, st.width()-2) - len(r.Scenario.ID()) // the sign takes two
	fmt.Fprintf(w, "%s %s%*s%s\n", st.Mark(r.Verdict), r.Scenario.ID(), max(room, len(took)), took, times)
}

// Head returns the first line of a story: its title, and the clauses at the right.
func (st Style) Head(title, clauses string) string {
	title, clauses = shown(title), shown(clauses)
	gap := st.width() - utf8.RuneCountInString(title) - len(clauses)
	if gap < 2 && clauses != "" { // they have a line of their own, at the right
		return st.bold(title) + "\n" + strings.Repeat(" ", max(st.width()-len(clauses), 0)) + clauses
	}
	return st.bold(title) + strings.Repeat(" ", max(gap, 2)) + clauses
}

// Story writes everything about a scenario that did not pass: its steps, what was expected,
// what came, the wire, and what to do next.
func (st Style) Story(w io.Writer, r grade.Result) {
	st.Account(w, r)
	st.next(w, r)
}

// Account writes what Story writes, without what to do next. It is for a reader who can't run
// the scenario on this server again.
func (st Style) Account(w io.Writer, r grade.Result) {
	st.title(w, r)
	fmt.Fprintln(w)
	st.steps(w, r)
	if r.Outcome.Trouble != nil {
		st.Trouble(w, r.Outcome.Trouble)
	}
	if r.Failure != nil && r.Failing() == nil { // every step went well
		fmt.Fprintf(w, "   %s    and in the whole run\n", st.red("✗"))
		st.failure(w, r.Failure)
	}
	st.wire(w, r)
	st.output(w, r)
}

// title writes which scenario it is, and its claim.
func (st Style) title(w io.Writer, r grade.Result) {
	title := fmt.Sprintf("%s %s · %s", sign(r.Verdict), r.Scenario.Lesson, r.Scenario.Name)
	clauses := ""
	if broken := broken(r); len(broken) > 0 {
		clauses = "clause " + strings.Join(broken, " ")
	}
	fmt.Fprintln(w, st.Head(title, clauses))
	st.wrap(w, "  ", shown(r.Scenario.Claim))
}

// broken returns the clauses that a story names: those that the failure breaks, or else those that
// the scenario asks for.
func broken(r grade.Result) []string {
	if r.Failure != nil && len(r.Failure.Clauses) > 0 {
		return r.Failure.Clauses
	}
	return r.Scenario.Clauses
}

// Brief writes what a small terminal has room for, and ends with the verdict: what was expected,
// what came, and what follows from that.
func (st Style) Brief(w io.Writer, r grade.Result) {
	failing := r.Failing()
	if r.Failure == nil || failing == nil {
		st.Story(w, r)
		return
	}
	st.title(w, r)
	st.wire(w, r)
	fmt.Fprintln(w)
	st.step(w, *failing, r)
}

// failure writes the expected value above the received one, with a caret under the first
// byte that is wrong.
func (st Style) failure(w io.Writer, f *script.Failure) {
	width := st.width() - labelColumn - 1
	_, cut1 := st.evidence(w, "expected", f.Expected, f.Mark, width)
	column, cut2 := st.evidence(w, "received", f.Received, f.Mark, width)
	if column >= 0 {
		why := shown(f.Why)
		caret := strings.Repeat(" ", labelColumn+column) + "^ " + why
		if utf8.RuneCountInString(caret) > st.width() { // no room after the caret
			start := max(labelColumn+column-len(why)-1, 0)
			caret = strings.Repeat(" ", start) + why + " ^"
		}
		fmt.Fprintln(w, st.red(caret))
	}
	if cut1 || cut2 {
		st.wrapped(w, strings.Repeat(" ", labelColumn), lengths(len(f.Expected.Data), len(f.Received.Data)))
	}
	if f.AfterStep > 0 {
		came := fmt.Sprintf("it came after step %d, at %.1f ms", f.AfterStep, float64(f.CameAt)/float64(time.Millisecond))
		st.wrap(w, strings.Repeat(" ", labelColumn), came)
	}
	if len(f.Then) > 0 {
		var lines []string
		for _, line := range f.Then {
			part, _ := draw.Window(string(line), -1, width/2)
			lines = append(lines, part)
		}
		if f.More > 0 {
			lines = append(lines, fmt.Sprintf("(and %d more)", f.More))
		}
		st.labelled(w, "and then", strings.Join(lines, "  "))
	}
	if so := f.So(); so != "" && (f.Rule != "" || !obvious(f.Symptom)) {
		st.wrapped(w, fmt.Sprintf("        %-*s", labelColumn-8, "so"), so)
	}
	for _, note := range []string{f.Note, f.Server} {
		if note != "" {
			st.wrap(w, strings.Repeat(" ", labelColumn), shown(note))
		}
	}
}

// lengths says how long the two sides are. A side that has only words has no length.
func lengths(expected, received int) string {
	switch {
	case expected == 0:
		return fmt.Sprintf("(in all %d bytes received)", received)
	case received == 0:
		return fmt.Sprintf("(in all %d bytes expected)", expected)
	}
	return fmt.Sprintf("(in all %d bytes expected, %d received)", expected, received)
}

// obvious reports whether the received value already says the same as the symptom.
func obvious(s lesson.Symptom) bool {
	return slices.Contains([]lesson.Symptom{
		"", lesson.Nothing, lesson.NoAnswer, lesson.Unannounced, lesson.Unread, lesson.Unclosed, lesson.EarlyClose, lesson.Reset, lesson.Crash,
	}, s)
}

// evidence writes words or bytes. It returns the column of the mark if it is visible, and
// whether it left something out.
func (st Style) evidence(w io.Writer, label string, e script.Evidence, mark, width int) (column int, cut bool) {
	if e.Words != "" {
		st.wrapped(w, fmt.Sprintf("        %-*s", labelColumn-8, label), e.Words)
		return -1, false
	}
	text, column := draw.Window(string(e.Data), mark, width)
	st.labelled(w, label, text)
	return column, strings.Contains(text, "…")
}

func (st Style) labelled(w io.Writer, label, text string) {
	fmt.Fprintf(w, "        %-*s%s\n", labelColumn-8, label, shown(text))
}

// wrapped writes a text after a label, in lines that fit into the width.
func (st Style) wrapped(w io.Writer, label, text string) {
	text = shown(text)
	if utf8.RuneCountInString(label+text) > st.width() {
		text = layout.Wrap(text, strings.Repeat(" ", len(label)), st.width())[len(label):]
	}
	fmt.Fprintln(w, label+text)
}

// Trouble writes why something could not be judged.
func (st Style) Trouble(w io.Writer, t *program.Trouble) {
	what, more, _ := strings.Cut(t.What, "\n")
	st.wrap(w, "   ", st.yellow("trouble ("+t.Kind.String()+"): ")+shown(what))
	if more != "" {
		st.labelled(w, "", strings.TrimSpace(more))
	}
	st.labelled(w, "tried", t.Tried)
	if t.Output != "" {
		fmt.Fprintln(w, "        it printed")
		quoteLines(w, t.Output)
	}
	fmt.Fprintln(w, "   The server could not be judged. This costs no marks.")
}

func (st Style) output(w io.Writer, r grade.Result) {
	if r.Outcome.Output == "" || r.Outcome.Trouble != nil {
		return
	}
	fmt.Fprintln(w, "\n   what the server printed")
	quoteLines(w, r.Outcome.Output)
}

// quoteLines writes what a reader gets of a program's output.
func quoteLines(w io.Writer, text string) {
	for _, row := range grade.Printed(text) {
		fmt.Fprintf(w, "      %s\n", row)
	}
}

func (st Style) next(w io.Writer, r grade.Result) {
	if r.Along != nil && !r.Along.IsOwn() && r.Verdict == script.Failed {
		fmt.Fprintln(w)
		st.wrap(w, "   ", fmt.Sprintf("This is of an earlier lesson. The server that lesson %d begins with passes it.", r.Along.Number))
	}
	fmt.Fprintln(w)
	if r.Scenario.Mistake != nil { // no server has been asked anything
		fmt.Fprintf(w, "   read    docs/commands.md; %s says what else is missing\n", st.Command("vet", r.Scenario.ID()))
		return
	}
	st.Evidence(w, r.Evidence)
	for _, a := range st.Advice(r) {
		fmt.Fprintf(w, "   %-7s %s\n", a.Label, a.Text)
	}
}

// Advice says what to do about a result: run it again, take a hint, read a page.
func (st Style) Advice(r grade.Result) []grade.Advice {
	read := r.Lesson.Page()
	if broken := broken(r); len(broken) > 0 {
		read += ", and " + strings.Join(broken, " ") + " in docs/protocol.md"
	}
	advice := []grade.Advice{{Label: "again", Text: cmp.Or(r.Test, st.Command(Again(r)...))}}
	if r.Failure != nil && r.Failure.Seeded != nil {
		advice = append(advice, grade.Advice{Label: "closer", Text: st.Command(Closer(*r.Failure.Seeded)...) + " shows only what the break needs"})
	}
	return append(advice, grade.Advice{Label: "hint", Text: st.Command(Hint(r)...)}, grade.Advice{Label: "read", Text: read})
}

// Whole says how a reader gets what is left out of the files of a result.
func (st Style) Whole(r grade.Result) string {
	return st.Command(append(Again(r), "--keep=whole")...) + " runs it again and keeps everything"
}

// wire draws the connections that the failed step is about.
func (st Style) wire(w io.Writer, r grade.Result) {
	conns, from := r.Concerned()
	if len(conns) == 0 {
		return
	}
	ladder := draw.Ladder{Conns: conns, From: from, Most: grade.MostEvents, Width: st.width()}
	if picture := ladder.Draw(r.Log); picture != "" {
		fmt.Fprintf(w, "\n%s", picture)
	}
}

// Evidence lists the files of a run.
func (st Style) Evidence(w io.Writer, e grade.Evidence) {
	for _, f := range []struct{ label, path string }{{"picture", e.Picture}, {"capture", e.Capture}, {"trace", e.Trace}} {
		if f.path != "" {
			fmt.Fprintf(w, "   %-7s %s\n", f.label, f.path)
		}
	}
	if e.Err != nil {
		fmt.Fprintf(w, "   (no picture was written: %v)\n", e.Err)
	}
}
