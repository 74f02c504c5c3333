package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"chatlab/lab/layout"
)

// plainColumns is the width of feedback.txt.
const plainColumns = 78

// plain writes the feedback as plain text.
func (f feedback) plain(w io.Writer) error {
	p := &plainText{}
	p.line("", "Feedback for "+f.Student)
	p.line("", fmt.Sprintf("In all %s of %s points%s", f.Got, f.Of, openWords(f.Open)))
	for _, l := range f.Lessons {
		p.lesson(l)
	}
	_, err := w.Write(p.Bytes())
	return err
}

// openWords say that a mark is not final.
func openWords(open bool) string {
	if !open {
		return "."
	}
	return ", and this is not final: something could not be judged, and you are not to blame."
}

// A plainText is a text that is being written.
type plainText struct{ bytes.Buffer }

// line writes a text, wrapped. Its own lines stay.
func (p *plainText) line(indent, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(p, layout.Wrap(line, indent, plainColumns))
	}
}

// labelled writes a text after a label, if there is one.
func (p *plainText) labelled(label, text string) {
	const indent = 5 + 9 // before the label, and with it
	for line := range strings.Lines(text) {
		wrapped := layout.Wrap(line, strings.Repeat(" ", indent), plainColumns)
		fmt.Fprintf(p, "     %-9s%s\n", label, wrapped[min(len(wrapped), indent):])
		label = ""
	}
}

func (p *plainText) lesson(l lessonFeedback) {
	fmt.Fprintln(p)
	p.line("", "Lesson "+l.ID+": "+l.Title)
	if l.Got == "" {
		p.line("", "It is not graded yet.")
		return
	}
	p.line("", fmt.Sprintf("%s of %s points%s", l.Got, l.Of, openWords(l.Open)))
	if s := l.Stopped; s != nil {
		p.line("", s.Word)
		p.line("", strings.TrimSpace(s.What+" "+s.Try))
		p.output(s.Output)
	}
	for _, line := range l.Own {
		p.line("", "Your server file says: "+line)
	}
	if l.Without != "" {
		p.line("", l.Without)
	}
	for _, line := range l.LeftOut {
		p.line("  ", line)
	}
	for _, sc := range l.Failed {
		p.scenario(sc)
	}
	fmt.Fprintln(p)
	for _, sc := range l.Others {
		p.line("", strings.TrimRight(fmt.Sprintf("%s %s: %s, %s of %s points. %s", sc.Sign, sc.ID, sc.Word, sc.Got, sc.Of, sc.Why), " "))
		p.labelled("", sc.Trouble)
		p.output(sc.Output)
	}
	if l.Hidden > 0 {
		p.line("", fmt.Sprintf("%s not shown: %d passed", hiddenWords(l.Hidden), l.HiddenPassed))
	}
}

// hiddenWords names a number of hidden scenarios.
func hiddenWords(n int) string {
	if n == 1 {
		return "1 scenario that is"
	}
	return fmt.Sprintf("%d scenarios that are", n)
}

// scenario writes a failed scenario.
func (p *plainText) scenario(sc scenarioFeedback) {
	fmt.Fprintln(p)
	about := ""
	if sc.About {
		about = " The lesson is about this."
	}
	p.line("", fmt.Sprintf("%s %s: %s, %s of %s points.%s", sc.Sign, sc.ID, sc.Word, sc.Got, sc.Of, about))
	p.line("  ", sc.Claim)
	p.labelled("expected", sc.Expected)
	p.labelled("received", sc.Received)
	p.labelled("so", sc.So)
	p.labelled("think", sc.Advice.Hint)
	for _, c := range sc.Advice.Commands {
		p.labelled(c.Label, c.Text)
	}
	p.labelled("read", sc.Advice.Read)
	for _, f := range sc.Files {
		p.labelled(f.Text, f.To)
	}
}

// output writes what a program printed.
func (p *plainText) output(text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(p, "  | %s\n", strings.TrimRight(line, "\n"))
	}
}
