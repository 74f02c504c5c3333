package marks

import (
	"fmt"
	"io"
	"strings"
	"time"

	"chatlab/lab/class"
)

// Classroom 50's result.json (foundation50/classroom50, wiki, Advanced-Autograding).
type classroomResult struct {
	Schema         string          `json:"schema"`
	Classroom      string          `json:"classroom"`
	Assignment     string          `json:"assignment"`
	AssignmentType string          `json:"assignment_type,omitempty"` // the runner stamps this and the owner
	Owner          string          `json:"owner,omitempty"`
	Submission     string          `json:"submission"`
	Commit         string          `json:"commit"`
	Release        string          `json:"release"`
	Review         string          `json:"review"`
	Datetime       string          `json:"datetime"`
	Score          int             `json:"score"`
	MaxScore       int             `json:"max-score"`
	Tests          []classroomTest `json:"tests"`
}

type classroomTest struct {
	Name     string `json:"test-name"`
	Passed   bool   `json:"passed"`
	Score    int    `json:"score"`
	MaxScore int    `json:"max-score"`
	Output   string `json:"output,omitempty"` // Classroom 50 keeps further fields as they are
}

// classroomSchema is the version that we write.
const classroomSchema = "classroom50/result/v1"

// Classroom50 writes result.json for one student. What it says of the class comes from the
// environment that the runner sets. Scores are whole numbers there, so they count hundredths
// of a point.
//
// If not everything could be judged, it writes nothing and returns [ErrUnjudged].
func Classroom50(w io.Writer, r class.Row, getenv func(string) string) error {
	if !judged(r) {
		return ErrUnjudged
	}
	began := time.Time{}
	result := classroomResult{Schema: classroomSchema, Tests: []classroomTest{}, AssignmentType: line(getenv("ASSIGNMENT_TYPE")), Owner: line(getenv("OWNER"))}
	for _, m := range r.Results {
		if began.IsZero() {
			began = m.Times.Began
		}
		for _, it := range shownItems(m) {
			if it.scored {
				result.Tests = append(result.Tests, classroomTest{it.id, it.verdict == class.Passed, int(it.Got), int(it.Of), it.told()})
				result.Score += int(it.Got)
				result.MaxScore += int(it.Of)
			}
		}
	}
	result.Datetime = began.UTC().Format("2006-01-02T15:04:05Z")
	for _, v := range []struct {
		to   *string
		name string
	}{
		{&result.Classroom, "CLASSROOM"}, {&result.Assignment, "ASSIGNMENT"}, {&result.Submission, "SUBMISSION_TAG"},
		{&result.Commit, "COMMIT_URL"}, {&result.Release, "RELEASE_URL"}, {&result.Review, "REVIEW_URL"},
	} {
		*v.to = line(getenv(v.name))
		if *v.to == "" && v.name == "REVIEW_URL" {
			*v.to = result.Commit // so do Classroom 50's templates
		}
		if *v.to == "" {
			return fmt.Errorf("the environment variable %s is not set; the runner of Classroom 50 sets it", v.name)
		}
	}
	return writeJSON(w, result)
}

// Classroom50Body writes release-body.md: the marks of one student as Markdown.
func Classroom50Body(w io.Writer, r class.Row) error {
	var b strings.Builder
	for _, m := range r.Results {
		fmt.Fprintf(&b, "## %s\n\n", markdown(line(m.Lesson)))
		if m.Graded() {
			fmt.Fprintf(&b, "%s points\n\n", m.Mark)
		}
		if text := whole(m); text != "" {
			b.WriteString(codeBlock(text))
		}
		b.WriteString("| scenario | verdict | points | what must hold |\n| --- | --- | --- | --- |\n")
		var told strings.Builder
		for _, it := range shownItems(m) {
			points := "–"
			if it.scored {
				points = it.Got.String() + " of " + it.Of.String()
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", markdown(it.id), it.is, points, markdown(it.claim))
			if it.text != "" && it.verdict != class.Passed && it.verdict != class.Unrun {
				told.WriteString(markdown(it.id) + "\n\n" + codeBlock(it.text))
			}
		}
		b.WriteString("\n" + told.String())
	}
	_, err := io.WriteString(w, short(b.String(), maxBody))
	return err
}

// maxBody is the most bytes of a release's text. GitHub takes 125,000 characters.
const maxBody = 120_000

// markdown makes a text of one line one that Markdown shows as it is.
func markdown(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case strings.ContainsRune("\\`*_{}[]()#+-.!|~:", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case strings.ContainsRune("<>&@\"'", r): // also nobody is mentioned
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// codeBlock makes a text a block of code: in a block that is indented, nothing has a meaning
// and nothing ends it.
func codeBlock(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ") + "\n\n"
}
