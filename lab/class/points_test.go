package class

import (
	"math"
	"strings"
	"testing"
)

// TestMark: marks of results by the usual points, and by others.
func TestMark(t *testing.T) {
	usual := UsualPoints()
	single := Points{About: 6, Hidden: 3, Of: map[string]float64{"l/b": 1}}
	half := Points{About: 8, Rest: 2, Trouble: map[string]float64{"limit": 0.5}}
	kit := func(kind string) Result {
		r := result("ana", "l", "", Spoiled, Passed, Passed)
		r.Scenarios[0].Trouble = &Trouble{Kind: kind}
		return r
	}
	refused := result("ana", "l", "", Unrun, Unrun)
	refused.Refused = &Refusal{Reason: "too large"}
	notBuilt := result("ana", "l", "", Unrun, Unrun)
	notBuilt.Trouble = &Trouble{Kind: "build"}
	lacks := result("ana", "l", "", Skipped, Passed)
	lacks.Scenarios[0].Refuses = true
	hidden := result("ana", "l", "", Passed, Passed, Failed)
	hidden.Scenarios[2].Hidden = true
	for name, c := range map[string]struct {
		points  Points
		result  Result
		got, of float64
		open    bool
		why     string // of the first part
	}{
		"all passed":                         {usual, result("ana", "l", "", Passed, Passed, Passed), 10, 10, false, ""},
		"what the lesson is about failed":    {usual, result("ana", "l", "", Failed, Passed, Passed), 2, 10, false, ""},
		"one of two others failed":           {usual, result("ana", "l", "", Passed, Failed, Passed), 9, 10, false, ""},
		"refused":                            {usual, refused, 0, 10, false, "refused"},
		"not built":                          {usual, notBuilt, 0, 10, false, "build"},
		"the kit failed":                     {usual, kit("kit"), 2, 2, true, "does not count"},
		"it broke a limit":                   {usual, kit("limit"), 2, 10, false, "limit"},
		"a limit that earns half":            {half, kit("limit"), 6, 10, false, "earns 50 %"},
		"the system can't ask":               {usual, result("ana", "l", "", Skipped, Passed), 2, 2, false, "does not count"},
		"its server file says it lacks that": {usual, lacks, 2, 10, false, "earns nothing"},
		"single points, and hidden ones":     {single, hidden, 7, 10, false, ""},
		"hidden ones among the rest":         {usual, hidden, 9, 10, false, ""},
		"nobody gives points":                {Points{}, result("ana", "l", "", Passed), 0, 0, false, ""},
	} {
		m := c.points.Mark(c.result)
		if m.Got != c.got || m.Of != c.of || m.Open != c.open || len(m.Parts) != len(c.result.Scenarios) || !strings.Contains(m.Parts[0].Why, c.why) || c.why == "" && m.Parts[0].Why != "" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// TestMarkAddsUp: whatever the verdicts are, the parts add up, nothing is earned above what
// there is, and one more pass never costs points.
func TestMarkAddsUp(t *testing.T) {
	verdicts := []Verdict{Passed, Failed, Skipped, Spoiled, Unrun}
	for n := range 5 * 5 * 5 * 5 {
		r := result("ana", "l", "", verdicts[n%5], verdicts[n/5%5], verdicts[n/25%5], verdicts[n/125])
		m := UsualPoints().Mark(r)
		got, of := 0.0, 0.0
		for _, p := range m.Parts {
			got, of = got+p.Got, of+p.Of
		}
		if math.Abs(got-m.Got) > 0.01 || math.Abs(of-m.Of) > 0.01 || m.Got > m.Of || m.Got < 0 {
			t.Fatalf("%v: %+v", r.Scenarios, m)
		}
		for i, sc := range r.Scenarios {
			if sc.Verdict != Failed {
				continue
			}
			r.Scenarios[i].Verdict = Passed
			if better := UsualPoints().Mark(r); better.Got < m.Got {
				t.Fatalf("with a pass instead of a failure: %v, and %v before", better.Got, m.Got)
			}
			r.Scenarios[i].Verdict = Failed
		}
	}
}
