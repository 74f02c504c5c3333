package marks

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"chatlab/lab/class"
)

// The tags that Moodle's VPL reads (jcrodriguez-dis/moodle-mod_vpl, vpl_submission.class.php):
// lines that begin with them, or that are nothing else.
const (
	vplGrade = "Grade :=>>"
	vplBegin = "<|--"
	vplEnd   = "--|>"
)

// Limits of VPL's own evaluator.
const (
	maxVPLComments = 20
	maxVPL         = 100 << 10 // bytes
)

// VPL writes what the evaluation of one student has to print. The grade is on the scale of the
// activity, which the environment has as VPL_GRADEMIN and VPL_GRADEMAX. If not everything
// could be judged, there is no grade, and the comments say so.
//
// What a student has written is in the comments behind > at the start of a line. There VPL
// reads no tags. The tags are broken up anyway.
func VPL(w io.Writer, r class.Row, getenv func(string) string) error {
	var b strings.Builder
	say := func(title, text string) {
		if entry := vplEntry(title, text); b.Len()+len(entry) < maxVPL {
			b.WriteString(entry)
		}
	}
	b.WriteString(vplBegin + "\n")
	for _, m := range r.Results {
		title := line(m.Lesson)
		if m.Graded() {
			title += ": " + m.Mark.String() + " points"
		}
		say(title, whole(m))
	}
	said, more := len(r.Results), 0
	for _, m := range r.Results {
		for _, it := range shownItems(m) {
			switch {
			case it.verdict == class.Passed, it.verdict == class.Unrun: // whole tells why nothing ran
			case said >= maxVPLComments-1:
				more++
			default:
				said++
				say(fmt.Sprintf("%s: %s, %s of %s points", it.id, it.is, it.Got, it.Of), it.told())
			}
		}
	}
	if more > 0 {
		say(fmt.Sprintf("and %d more that did not pass", more), "")
	}
	b.WriteString(vplEnd + "\n")
	if judged(r) {
		grade, err := vplScale(r, getenv)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %s\n", vplGrade, grade)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// vplEntry is a comment: a title, which begins with -, and a text below it. A title that ends
// with a bracket would count as one with a penalty.
func vplEntry(title, text string) string {
	var entry strings.Builder
	entry.WriteString("-" + harmless(strings.TrimRight(title, "()")) + "\n")
	for text := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if text != "" {
			entry.WriteString("> " + harmless(text) + "\n")
		}
	}
	return entry.String()
}

// harmless breaks up VPL's tags. Of the two that may share their dashes, as in <|--|>, it breaks
// up parts that share none.
func harmless(text string) string { return vplTags.Replace(text) }

var vplTags = strings.NewReplacer(":=>>", ":= >>", "<|-", "<| -", "-|>", "- |>")

// vplScale computes the grade.
func vplScale(r class.Row, getenv func(string) string) (string, error) {
	got, of, _ := r.Total()
	least, most := 0.0, of
	for name, to := range map[string]*float64{"VPL_GRADEMIN": &least, "VPL_GRADEMAX": &most} {
		text := getenv(name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(n) || math.Abs(n) > 1e6 {
			return "", fmt.Errorf("the environment variable %s is %.20q, which is not a number for a grade", name, text)
		}
		*to = n
	}
	grade := least + (most-least)*got/of
	return class.Shown(grade), nil
}
