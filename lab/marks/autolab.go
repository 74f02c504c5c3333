package marks

import (
	"encoding/json"
	"io"

	"chatlab/lab/class"
)

// Autolab writes the line that an autograder prints last (autolab/Autolab, docs/lab.md): the
// points for each problem. A problem is called as its lesson.
//
// If not everything could be judged, it writes nothing and returns [ErrUnjudged]: without the
// line Autolab has no scores.
func Autolab(w io.Writer, r class.Row) error {
	if !judged(r) {
		return ErrUnjudged
	}
	var result struct {
		Scores map[string]float64 `json:"scores"`
	}
	result.Scores = map[string]float64{}
	for _, m := range r.Results {
		result.Scores[line(m.Lesson)] = class.InCents(m.Mark.Got).Points()
	}
	return json.NewEncoder(w).Encode(result)
}
