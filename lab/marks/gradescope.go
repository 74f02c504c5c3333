package marks

import (
	"encoding/json"
	"io"

	"chatlab/lab/class"
)

// Gradescope's results.json (gradescope/autograder_samples, docs/specs.md), as far as we use
// it. A pointer that is nil is left out.
type gradescopeResults struct {
	Score         *float64         `json:"score,omitempty"`
	ExecutionTime float64          `json:"execution_time"` // seconds
	Output        string           `json:"output,omitempty"`
	OutputFormat  string           `json:"output_format"`
	TestFormat    string           `json:"test_output_format"`
	NameFormat    string           `json:"test_name_format"`
	Tests         []gradescopeTest `json:"tests"`
}

type gradescopeTest struct {
	Score      *float64 `json:"score,omitempty"`
	MaxScore   *float64 `json:"max_score,omitempty"`
	Status     string   `json:"status,omitempty"`
	Name       string   `json:"name"`
	Output     string   `json:"output,omitempty"`
	Visibility string   `json:"visibility"`
}

// Gradescope writes results.json for one student. A scenario that could not be judged has
// neither a score nor a status, and its output says why. The total leaves it out. If nothing
// at all counts, there is no score anywhere, and it returns [ErrUnjudged] when all is written.
//
// Gradescope hides hidden scenarios from the student, and then the total as well.
func Gradescope(w io.Writer, r class.Row) error {
	results := gradescopeResults{Output: report(r), OutputFormat: "text", TestFormat: "text", NameFormat: "text", Tests: []gradescopeTest{}}
	if got, of, _ := r.Total(); of > 0 {
		results.Score = score(class.InCents(got))
	}
	for _, m := range r.Results {
		results.ExecutionTime += m.Times.Took.Seconds()
		for _, it := range items(m) {
			results.Tests = append(results.Tests, gradescopeItem(it))
		}
	}
	if err := writeJSON(w, results); err != nil || results.Score != nil {
		return err
	}
	return ErrUnjudged
}

func gradescopeItem(it item) gradescopeTest {
	t := gradescopeTest{Name: it.id, Output: it.told(), Visibility: "visible"}
	if it.hidden {
		t.Visibility = "hidden"
	}
	if !it.scored {
		t.Output = short("Not in the total: "+it.is+".\n"+it.told(), maxText)
		return t
	}
	t.Score, t.MaxScore, t.Status = score(it.Got), score(it.Of), "failed"
	if it.verdict == class.Passed {
		t.Status = "passed"
	}
	return t
}

func score(c class.Cents) *float64 {
	points := c.Points()
	return &points
}

// writeJSON writes a value as JSON, in lines. It escapes <, > and &, so the file may be part
// of an HTML page.
func writeJSON(w io.Writer, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
