package story

import (
	"encoding/json"
	"io"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// reportVersion is the version of this form. It grows if a name or a meaning changes, not
// if a field is added.
const reportVersion = 1

// The JSON form of a report, described in docs/report.md. Times are in nanoseconds. Bytes
// from the wire are strings with Go's escapes. An empty list is [], never null.
type (
	reportJSON struct {
		Version int          `json:"version"` // of this form: reportVersion
		Passed  int          `json:"passed"`
		Failed  int          `json:"failed"`
		Trouble int          `json:"trouble"`
		Skipped int          `json:"skipped"`
		Lessons []lessonJSON `json:"lessons"`
		End     bool         `json:"end"` // always true, and the last field: without it the report was cut off
	}
	lessonJSON struct {
		Lesson    string         `json:"lesson"`
		Server    string         `json:"server"`
		Trouble   *troubleJSON   `json:"trouble,omitempty"`
		Scenarios []scenarioJSON `json:"scenarios"`
	}
	scenarioJSON struct {
		Name    string          `json:"name"`
		Claim   string          `json:"claim"`
		Clauses []string        `json:"clauses"`
		Verdict script.Verdict  `json:"verdict"`
		Runs    int             `json:"runs"`
		Bad     int             `json:"bad_runs"`
		Why     string          `json:"skipped_because,omitempty"`
		Took    time.Duration   `json:"took_ns"`
		Steps   []script.Step   `json:"steps"`
		Failure *script.Failure `json:"failure,omitempty"`
		Trouble *troubleJSON    `json:"trouble,omitempty"`
		Output  string          `json:"server_output,omitempty"`
		Left    []string        `json:"left_running,omitempty"`
		Again   []string        `json:"again"`
		Picture string          `json:"picture,omitempty"` // these three are paths
		Capture string          `json:"capture,omitempty"`
		Trace   string          `json:"trace,omitempty"`
	}
	troubleJSON struct {
		Kind   string `json:"kind"`
		What   string `json:"what"`
		Tried  string `json:"tried"`
		Output string `json:"output,omitempty"`
	}
)

// JSON writes a report as one JSON object.
func JSON(w io.Writer, r grade.Report) error {
	n := r.Count()
	out := reportJSON{Version: reportVersion, End: true, Passed: n.Passed, Failed: n.Failed, Trouble: n.Trouble, Skipped: n.Skipped, Lessons: []lessonJSON{}}
	for _, l := range r.Lessons {
		one := lessonJSON{Lesson: l.Lesson.ID(), Server: l.Server, Trouble: asJSON(l.Trouble), Scenarios: []scenarioJSON{}}
		for _, result := range l.Results {
			one.Scenarios = append(one.Scenarios, resultJSON(result))
		}
		out.Lessons = append(out.Lessons, one)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

func resultJSON(r grade.Result) scenarioJSON {
	return scenarioJSON{
		Name:    r.Scenario.Name,
		Claim:   r.Scenario.Claim,
		Clauses: append([]string{}, r.Scenario.Clauses...),
		Verdict: r.Verdict,
		Runs:    r.Runs,
		Bad:     r.Bad,
		Why:     r.Why,
		Took:    r.Took,
		Steps:   append([]script.Step{}, r.Steps...),
		Failure: r.Failure,
		Trouble: asJSON(r.Outcome.Trouble),
		Output:  r.Outcome.Output,
		Left:    r.LeftRunning,
		Again:   Again(r),
		Picture: r.Evidence.Picture,
		Capture: r.Evidence.Capture,
		Trace:   r.Evidence.Trace,
	}
}

func asJSON(t *program.Trouble) *troubleJSON {
	if t == nil {
		return nil
	}
	return &troubleJSON{t.Kind.String(), t.What, t.Tried, t.Output}
}
