// Package markstest is for tests: it reads marks as platforms do, strictly. A field that a
// platform does not document is an error.
package markstest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Strictly decodes one JSON value. An unknown field, or anything after the value, is an error.
func Strictly(t testing.TB, text string, to any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(to); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	if decoder.More() {
		t.Fatal("more follows the value")
	}
}

// GradescopeFile is results.json as Gradescope documents it.
type GradescopeFile struct {
	Score            *float64 `json:"score"`
	ExecutionTime    *float64 `json:"execution_time"`
	Output           string   `json:"output"`
	OutputFormat     string   `json:"output_format"`
	TestOutputFormat string   `json:"test_output_format"`
	TestNameFormat   string   `json:"test_name_format"`
	Tests            []struct {
		Score      *float64 `json:"score"`
		MaxScore   *float64 `json:"max_score"`
		Status     string   `json:"status"`
		Name       string   `json:"name"`
		Output     string   `json:"output"`
		Visibility string   `json:"visibility"`
	} `json:"tests"`
}

// Gradescope reads a GradescopeFile, and checks that its fields fit together.
func Gradescope(t testing.TB, text string) (g GradescopeFile) {
	t.Helper()
	Strictly(t, text, &g)
	if g.OutputFormat != "text" || g.TestOutputFormat != "text" || g.TestNameFormat != "text" {
		t.Error("texts of students may be read as markup")
	}
	for _, test := range g.Tests {
		if !slices.Contains([]string{"", "passed", "failed"}, test.Status) || !slices.Contains([]string{"visible", "hidden"}, test.Visibility) || test.Name == "" {
			t.Errorf("%+v", test)
		}
		if (test.Score == nil) != (test.MaxScore == nil) || (test.Score == nil) != (test.Status == "") || test.Score != nil && (*test.Score < 0 || *test.Score > *test.MaxScore) {
			t.Errorf("%+v", test)
		}
	}
	return g
}

// Classroom50File is result.json as Classroom 50 documents it.
type Classroom50File struct {
	Schema, Classroom, Assignment, Owner, Submission, Commit, Release, Review, Datetime string
	AssignmentType                                                                      string `json:"assignment_type"`
	Score                                                                               *int
	MaxScore                                                                            *int `json:"max-score"`
	Tests                                                                               []struct {
		Name     string `json:"test-name"`
		Passed   *bool
		Score    *int
		MaxScore *int   `json:"max-score"`
		Output   string // a field of ours
	}
}

// Classroom50 reads one. What is in it must fit together.
func Classroom50(t testing.TB, text string) (c Classroom50File) {
	t.Helper()
	Strictly(t, text, &c)
	if c.Schema != "classroom50/result/v1" || !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`).MatchString(c.Datetime) {
		t.Errorf("%+v", c)
	}
	for _, text := range []string{c.Classroom, c.Assignment, c.Submission, c.Commit, c.Release, c.Review} {
		if text == "" {
			t.Errorf("something is missing in %+v", c)
		}
	}
	score, most := 0, 0
	for _, test := range c.Tests {
		if test.Name == "" || test.Passed == nil || test.Score == nil || test.MaxScore == nil || *test.Score < 0 || *test.Score > *test.MaxScore || *test.Passed && *test.Score != *test.MaxScore {
			t.Fatalf("%+v", test)
		}
		score, most = score+*test.Score, most+*test.MaxScore
	}
	if c.Score == nil || c.MaxScore == nil || *c.Score != score || *c.MaxScore != most || len(text) > 10<<20 {
		t.Errorf("%d of %d in all, and %+v", score, most, c)
	}
	return c
}

// PrairieLearnFile is results.json as PrairieLearn documents it.
type PrairieLearnFile struct {
	Gradable     *bool    `json:"gradable"`
	Score        *float64 `json:"score"`
	Message      string   `json:"message"`
	FormatErrors []string `json:"format_errors"`
	Tests        []struct {
		Name        string   `json:"name"`
		Description string   `json:"description"`
		Points      *float64 `json:"points"`
		MaxPoints   *float64 `json:"max_points"`
		Output      string   `json:"output"`
	} `json:"tests"`
}

// PrairieLearn reads one. What is in it must fit together.
func PrairieLearn(t testing.TB, text string) (p PrairieLearnFile) {
	t.Helper()
	Strictly(t, text, &p)
	if len(text) > 1_000_000 {
		t.Errorf("%d bytes", len(text))
	}
	if p.Gradable == nil || *p.Gradable != (p.Score != nil) || p.Score != nil && (*p.Score < 0 || *p.Score > 1) || !*p.Gradable && len(p.FormatErrors) == 0 {
		t.Errorf("%+v", p)
	}
	var shown strings.Builder
	shown.WriteString(p.Message + strings.Join(p.FormatErrors, ""))
	for _, test := range p.Tests {
		if test.Points == nil || test.MaxPoints == nil || *test.Points > *test.MaxPoints || test.Name == "" {
			t.Errorf("%+v", test)
		}
		shown.WriteString(test.Name + test.Description + test.Output)
	}
	if strings.ContainsAny(shown.String(), "<>&") {
		t.Error("there is markup in a text")
	}
	return p
}

// VPL reads what VPL reads: lines that begin with the tag of grades, wherever they are, and
// the comments. It returns the last grade.
func VPL(t testing.TB, text string) (grade string, comments []string) {
	t.Helper()
	if strings.Contains(text, "\r") {
		t.Error("there is a CR, which VPL may take for the end of each line")
	}
	grades, inside := 0, false
	for line := range strings.SplitSeq(text, "\n") {
		if after, ok := strings.CutPrefix(line, "Grade :=>>"); ok {
			grade = strings.TrimSpace(after)
			grades++
		}
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "<|--" && !inside:
			inside = true
		case trimmed == "--|>" && inside:
			inside = false
		case inside:
			comments = append(comments, line)
			if !strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "> ") || strings.Contains(line, ":=>>") {
				t.Errorf("%q is neither a title nor quoted, or has a tag", line)
			}
		case line != "" && !strings.HasPrefix(line, "Grade :=>>"):
			t.Errorf("%q is outside of the comments", line)
		}
	}
	if inside || grades > 1 || len(text) > 100<<10+100 {
		t.Errorf("%d grades, %d bytes, comments that do not end: %v", grades, len(text), inside)
	}
	if grade != "" {
		if _, err := strconv.ParseFloat(grade, 64); err != nil {
			t.Error(err)
		}
	}
	return grade, comments
}
