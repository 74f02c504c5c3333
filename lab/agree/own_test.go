package agree

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// The form of the page about a server from an empty file.
const (
	mostWordsBeforeStages = 150
	mostWordsOfStage      = 120
	foldedHint            = "\n<details><summary>A hint</summary>\n"
)

var (
	clauseLink = regexp.MustCompile(`\[(P\d+)\]\(protocol\.md#\w+\)`)
	moreLine   = regexp.MustCompile(`(?m)^More: (.+)$`)
	lessonLink = regexp.MustCompile(`\[lesson (\d+)\]\(([^)]+)\)`)
)

// TestOwnPageHasEveryStage: the page has a heading for each of lesson.Stages, in their
// order, and one more before the core and before the rest.
func TestOwnPageHasEveryStage(t *testing.T) {
	page := read(t, lesson.Own.Page())
	if !strings.HasPrefix(page, "# "+lesson.Own.Title+"\n") {
		t.Errorf("%s does not begin with the title %q", lesson.Own.Page(), lesson.Own.Title)
	}
	introduction, _, _ := strings.Cut(page, "\n## ")
	if words := len(strings.Fields(prose(introduction))); words > mostWordsBeforeStages {
		t.Errorf("%d words before the first heading, want at most %d", words, mostWordsBeforeStages)
	}
	if !strings.Contains(introduction, "\n$ go tool lab start own ") {
		t.Error("the introduction does not say how to start")
	}
	want := []string{fmt.Sprintf("The core: stages 1 to %d", lesson.CoreStages)}
	for i := range lesson.Stages {
		if i == lesson.CoreStages {
			want = append(want, "The rest: as many of these as you like")
		}
		want = append(want, stageHeading(i))
	}
	want = append(want, "What next")
	var got []string
	for _, m := range heading.FindAllStringSubmatch(prose(page), -1) {
		got = append(got, m[1])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headings of %s (-want +got):\n%s", lesson.Own.Page(), diff)
	}
}

// stageHeading is the heading of a stage, by its index in lesson.Stages.
func stageHeading(i int) string {
	title := lesson.Stages[i].Title
	return fmt.Sprintf("Stage %d: %s", i+1, strings.ToUpper(title[:1])+title[1:])
}

// TestStagesHaveOneForm: each stage is short, folds its one hint, shows no code, and ends
// with the lessons that teach it. What it says about clauses, settings and lessons agrees
// with its scenarios.
func TestStagesHaveOneForm(t *testing.T) {
	page, known := read(t, lesson.Own.Page()), scenariosByID(t)
	for i, s := range lesson.Stages {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			text := section(t, page, stageHeading(i))
			if words := len(strings.Fields(text)); words > mostWordsOfStage {
				t.Errorf("%d words, want at most %d", words, mostWordsOfStage)
			}
			if strings.Count(text, foldedHint) != 1 || strings.Count(text, "<details>") != 1 || strings.Count(text, "\n</details>\n") != 1 {
				t.Error("want exactly one hint, folded")
			}
			if strings.Contains(text, "```") {
				t.Error("a stage gives no code")
			}
			var scs []script.Scenario
			for _, id := range s.Scenarios {
				if _, there := known[id]; !there {
					t.Errorf("there is no scenario %s", id)
				}
				scs = append(scs, known[id])
			}
			namesClauses(t, text, scs)
			namesSettings(t, text, scs)
			namesLessons(t, text, scs)
		})
	}
}

// withoutClause is what the page says that a clause in the server file passes over.
var withoutClause = regexp.MustCompile("`without (P\\d+)`\\s+passes\\s+over\\s+stages\\s+([\\d,\\s]+\\s+and\\s+\\d+)\\.")

// TestOwnPageSaysWhatIsPassedOver: the page names exactly the stages whose scenarios all ask
// for that clause.
func TestOwnPageSaysWhatIsPassedOver(t *testing.T) {
	m := withoutClause.FindStringSubmatch(read(t, lesson.Own.Page()))
	if m == nil {
		t.Fatal("the page has no example of a clause that the server file leaves out")
	}
	known := scenariosByID(t)
	var want []string
	for i, s := range lesson.Stages {
		if !slices.ContainsFunc(s.Scenarios, func(id string) bool { return !slices.Contains(known[id].Asks(), m[1]) }) {
			want = append(want, fmt.Sprint(i+1))
		}
	}
	if diff := cmp.Diff(want, regexp.MustCompile(`\d+`).FindAllString(m[2], -1)); diff != "" {
		t.Errorf("stages that are passed over without %s (-want +got):\n%s", m[1], diff)
	}
}

// scenariosByID returns the scenarios of all lessons.
func scenariosByID(t *testing.T) map[string]script.Scenario {
	known := map[string]script.Scenario{}
	for _, l := range lesson.All {
		for _, sc := range scenarios(t, l) {
			known[sc.ID()] = sc
		}
	}
	return known
}

// namesClauses: a stage links to a clause at least, and only to those that its scenarios
// name.
func namesClauses(t *testing.T, text string, scs []script.Scenario) {
	links := clauseLink.FindAllStringSubmatch(text, -1)
	if len(links) == 0 {
		t.Error("no clause is named")
	}
	for _, m := range links {
		if !slices.ContainsFunc(scs, func(sc script.Scenario) bool { return slices.Contains(sc.Clauses, m[1]) }) {
			t.Errorf("none of its scenarios names %s", m[1])
		}
	}
}

// namesSettings: a stage says what has to be in the server file so that all its scenarios
// are asked.
func namesSettings(t *testing.T, text string, scs []script.Scenario) {
	for _, sc := range scs {
		if len(sc.Env) == 0 {
			continue
		}
		for _, need := range sc.Needs {
			if !strings.Contains(text, "`supports "+need+"`") {
				t.Errorf("%s needs %s, and the stage does not say so", sc.ID(), need)
			}
		}
	}
}

// namesLessons: a stage ends with links to lessons that have scenarios of it.
func namesLessons(t *testing.T, text string, scs []script.Scenario) {
	more := moreLine.FindStringSubmatch(text)
	if more == nil || !strings.HasSuffix(strings.TrimSpace(text), more[0]) {
		t.Fatal(`the last line does not begin with "More: "`)
	}
	links := lessonLink.FindAllStringSubmatch(more[1], -1)
	if len(links) == 0 {
		t.Error("no lesson is named")
	}
	for _, m := range links {
		l, err := lesson.Find(m[1])
		if err != nil || m[2] != l.ID()+".md" {
			t.Errorf("lesson %s is not on %s", m[1], m[2])
		}
		if !slices.ContainsFunc(scs, func(sc script.Scenario) bool { return sc.Lesson == l.ID() }) {
			t.Errorf("none of its scenarios is of lesson %d", l.Number)
		}
	}
}
