package story

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/trace"
)

// A Found is a break of a rule that lab sim has found. Its story at a terminal and its
// picture say the same.
type Found struct {
	hunt.Finding
	Asked    Asked
	Evidence grade.Evidence
}

// Asked says what lab sim was asked for, by its flags.
type Asked struct {
	Of, Mutant, Ops string
	First           uint64 // the first seed
	Clients         int    // 0: as the seed says
	Profile         string // empty: as the seed says
	Race, Only      bool
	Lesson          *lesson.Lesson // the lesson whose copy Of is; nil: of none
}

// Rows and columns of a finding.
const (
	mostOpsTold = 24
	foundRows   = 24
	foundDrawn  = 400
	crashRows   = 16
)

func (f Found) failure() *script.Failure {
	failure := script.OfViolation(f.Violation, 1)
	return &failure
}

// caption is what the picture says. A run of operations from a file bears its name.
func (f Found) caption() hunt.Caption {
	source := ""
	if f.Asked.Ops != "" {
		source = filepath.Base(f.Asked.Ops)
	}
	return f.Finding.Caption(source, f.failure().Short())
}

// Picture returns the record that the picture of a finding shows, and how it is shown.
func (st Style) Picture(f Found) (trace.Log, draw.Picture) {
	return f.Finding.Picture(f.caption(), f.Closest(), foundDrawn), draw.Picture{
		First: f.Closest(), SetUp: f.SetUp(), Printed: grade.Printed(f.Words), PrintsReason: grade.PrintsReason(f.Words), Virtual: true,
		Verdict: append(grade.Sayings(f.failure()), grade.Advised(st.adviceFound(f))...),
	}
}

// adviceFound says what to do about a finding.
func (st Style) adviceFound(f Found) []grade.Advice {
	advice := []grade.Advice{{Label: "again", Text: st.Command(AgainFound(f)...)}}
	rule := f.Violation.Rule
	read := fmt.Sprintf("the rule %s in docs/rules.md, and %s in docs/protocol.md", rule.Name, rule.Clause)
	if l := f.Asked.Lesson; l != nil {
		advice = append(advice, grade.Advice{Label: "hint", Text: st.Command(HintFound(f)...)})
		read = l.Page() + ", " + read
	}
	return append(advice, grade.Advice{Label: "read", Text: read})
}

// Found writes everything about a finding.
func (st Style) Found(w io.Writer, f Found) {
	caption := f.caption()
	fmt.Fprintf(w, "\n%s\n", st.Head("✗ "+caption.Name, "clause "+f.Violation.Rule.Clause))
	st.wrap(w, "  ", caption.About)
	fmt.Fprintln(w)
	for i, op := range f.Case.Ops {
		if i == mostOpsTold && len(f.Case.Ops) > mostOpsTold+1 {
			fmt.Fprintf(w, "      (and %d more)\n", len(f.Case.Ops)-i)
			break
		}
		fmt.Fprintf(w, "   %5d %10s   %s\n", op.Number, moment(op.At), shown(op.Words()))
	}
	at := ""
	if f.Violation.At > 0 {
		at = moment(f.Violation.At)
	}
	fmt.Fprintf(w, "   %s %10s   %s\n", st.red("    ✗"), at, caption.Broken)
	st.failure(w, f.failure())
	if f.Words != "" {
		fmt.Fprintf(w, "\n   what the program printed\n")
		lines := strings.Split(strings.TrimSpace(f.Words), "\n")
		for _, line := range lines[:min(len(lines), crashRows)] {
			fmt.Fprintf(w, "      | %s\n", shown(line))
		}
		if more := len(lines) - crashRows; more > 0 {
			fmt.Fprintf(w, "      … %d more\n", more)
		}
	}
	closest := f.ClosestFew()
	ladder := draw.Ladder{Conns: closest, Width: st.Width}
	if drawn := ladder.Draw(f.Finding.Story(closest, foundRows)); drawn != "" {
		fmt.Fprintf(w, "\n%s", drawn)
	}
	fmt.Fprintln(w)
	st.wrapped(w, "   replay  ", f.Replayed())
	st.Evidence(w, f.Evidence)
	for _, a := range st.adviceFound(f) {
		fmt.Fprintf(w, "   %-7s %s\n", a.Label, a.Text)
	}
	fmt.Fprintln(w)
}

// moment formats a time of a run.
func moment(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }
