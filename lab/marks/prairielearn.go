package marks

import (
	"bytes"
	"io"

	"chatlab/lab/class"
)

// PrairieLearn's results.json (PrairieLearn/PrairieLearn, docs/externalGrading.md). A pointer
// that is nil is left out.
type prairieResults struct {
	Gradable     bool          `json:"gradable"`
	Score        *float64      `json:"score,omitempty"` // from 0 to 1
	Message      string        `json:"message,omitempty"`
	FormatErrors []string      `json:"format_errors,omitempty"`
	Tests        []prairieTest `json:"tests"`
}

type prairieTest struct {
	Name        string  `json:"name"`
	Description string  `json:"description"`
	Points      float64 `json:"points"`
	MaxPoints   float64 `json:"max_points"`
	Output      string  `json:"output,omitempty"`
}

// maxPrairie is the largest file that PrairieLearn takes, in bytes.
const maxPrairie = 1_000_000

// PrairieLearn writes results.json for one student. If not everything could be judged, the
// submission is not gradable, and the student loses no attempt.
//
// PrairieLearn shows texts unescaped if its converter for ANSI sequences gives up
// (pl-external-grader-results.py), so they have none of the characters that begin markup. A
// scenario that does not count has 0 of 0 points, which it shows as neither right nor wrong.
func PrairieLearn(w io.Writer, r class.Row) error {
	text := withoutMarkup(report(r))
	results := prairieResults{Gradable: judged(r), Message: text, Tests: []prairieTest{}}
	if results.Gradable {
		got, of, _ := r.Total()
		share := float64(class.InCents(got)) / float64(class.InCents(of))
		results.Score = &share
	} else {
		results.FormatErrors = []string{text}
		results.Message = ""
	}
	for _, m := range r.Results {
		for _, it := range shownItems(m) {
			results.Tests = append(results.Tests, prairieTest{withoutMarkup(it.id), withoutMarkup(it.claim), it.Got.Points(), it.Of.Points(), withoutMarkup(it.text)})
		}
	}
	for {
		var text bytes.Buffer
		if err := writeJSON(&text, results); err != nil {
			return err
		}
		if text.Len() <= maxPrairie || !shorten(results.Tests) {
			_, err := w.Write(text.Bytes())
			return err
		}
	}
}

// shorten halves the longest outputs. It reports false if there is nothing to shorten.
func shorten(tests []prairieTest) bool {
	longest := 0
	for _, t := range tests {
		longest = max(longest, len(t.Output))
	}
	for i := range tests {
		tests[i].Output = short(tests[i].Output, max(longest/2, len("…")))
	}
	return longest > len("…")
}
