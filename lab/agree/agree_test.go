package agree

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/sandbox"
	"chatlab/lab/specimen"
)

// These tests compare the table of lessons with the files, both ways: what the table
// promises exists, and what exists is in the table.

// sections has the headings of every lesson page, in order.
var sections = []string{
	"What you will see", "Why", "Break it yourself", "Mend it", "How it is done well", "Questions", "Going further",
}

// minHints is the smallest number of hints of a lesson.
const minHints = 2

func TestLessonsAreWhole(t *testing.T) {
	k := sandbox.Clone(t)
	for i, l := range lesson.All {
		if i > 0 && l.Number <= lesson.All[i-1].Number {
			t.Errorf("in the table of lessons, %s comes after %s: put it where its number belongs", l.ID(), lesson.All[i-1].ID())
		}
		for what, text := range map[string]string{"Title": l.Title, "Goal": l.Goal, "Fault": l.Fault, "Well": l.Well} {
			if text == "" {
				t.Errorf("lab/lesson/lesson_%02d.go: %s is empty", l.Number, what)
			}
		}
		if len(l.Hints) < minHints {
			t.Errorf("%s has %d hints, fewer than %d", l.ID(), len(l.Hints), minHints)
		}
		if _, err := specimen.Of(k.Root, l); err != nil {
			t.Errorf("%s has no specimen in %s: %v", l.ID(), l.Specimen(), err)
		}
		if _, err := patch.Read(k.Path(l.Fix())); err != nil {
			t.Errorf("%s: %v", l.ID(), err)
		}
		if file, _, ok := strings.Cut(l.Well, ","); !ok || !exists(k.Path(file)) {
			t.Errorf("lab/lesson/lesson_%02d.go: Well begins with a file of the kit and a comma, such as \"server/room.go, broadcast: …\"; it has %q", l.Number, file)
		}
		var names []string
		for _, sc := range scenarios(t, l) {
			names = append(names, sc.Name)
			if len(sc.Clauses) == 0 {
				t.Errorf("%s names no clause of the protocol", sc.ID())
			}
			if !strings.Contains(read(t, l.Page()), "\n| "+sc.Name+" | ") {
				t.Errorf("%s: the table of scenarios in %s does not have it", sc.ID(), l.Page())
			}
		}
		for _, name := range l.Breaks {
			if !slices.Contains(names, name) {
				t.Errorf("%s: the specimen is to break %s, and there is no such scenario", l.ID(), name)
			}
		}
		if len(l.Breaks) == 0 {
			t.Errorf("%s: the specimen breaks nothing", l.ID())
		}
		lessonPage(t, l)
	}
}

func lessonPage(t *testing.T, l lesson.Lesson) {
	t.Helper()
	text := read(t, l.Page())
	want := "# Lesson " + l.ID()[:2] + ": " + l.Title + "\n"
	if !strings.HasPrefix(text, want) {
		t.Errorf("%s does not begin with %q", l.Page(), want)
	}
	var got []string
	for line := range strings.Lines(text) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			got = append(got, strings.TrimSpace(heading))
		}
	}
	if diff := cmp.Diff(sections, got); diff != "" {
		t.Errorf("sections of %s (-want +got):\n%s", l.Page(), diff)
	}
	if !strings.Contains(text, "go tool lab start "+strings.TrimPrefix(l.ID()[:2], "0")) {
		t.Errorf("%s does not say how to start", l.Page())
	}
}

// TestTeachersKnowEveryLesson: the page for teachers of lessons has a section for each lesson,
// in order and with all parts. It has no other sections.
func TestTeachersKnowEveryLesson(t *testing.T) {
	_, text, _ := strings.Cut(read(t, "docs/lessons.md"), "\n## The lessons\n")
	sections := strings.Split(text, "\n### ")[1:]
	var got, want []string
	for _, section := range sections {
		id, _, _ := strings.Cut(section, "\n")
		got = append(got, id)
		for _, part := range []string{"**Goal.** ", "**Time.** ", "**What students get wrong.**\n", "**Questions.**\n", "**Variations.** "} {
			if !strings.Contains(section, part) {
				t.Errorf("docs/lessons.md: %s has no %s", id, strings.TrimSpace(part))
			}
		}
	}
	for _, l := range lesson.All {
		want = append(want, l.ID())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lessons in docs/lessons.md (-want +got):\n%s", diff)
	}
}

// TestNothingIsLeftOver: each folder or page that looks like a lesson's belongs to a
// lesson.
func TestNothingIsLeftOver(t *testing.T) {
	known := map[string]bool{"python": true} // the first-year server; languages_test.go tests it
	for _, l := range lesson.All {
		known[l.ID()] = true
	}
	for _, pattern := range []string{"scripts/*", "testdata/broken/*", "docs/[0-9]*"} {
		files, err := filepath.Glob(sandbox.Clone(t).Path(pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if id := strings.TrimSuffix(filepath.Base(file), ".md"); !known[id] {
				t.Errorf("%s belongs to no lesson of the table", file)
			}
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`)

// TestLinksLead: every link in a document leads to a file that exists.
func TestLinksLead(t *testing.T) {
	for _, page := range documents(t) {
		text := read(t, page)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target := m[1]
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			if !exists(sandbox.Clone(t).Path(filepath.ToSlash(filepath.Join(filepath.Dir(page), target)))) {
				t.Errorf("%s: the link to %s leads nowhere%s", page, target, drawn(target))
			}
		}
	}
}

// drawn says how to make a picture that is not there.
func drawn(target string) string {
	if !strings.HasPrefix(target, "pictures/") {
		return ""
	}
	return "; go test ./lab/agree -run Pictures -update draws the pictures that <!-- picture: … --> asks for"
}

// TestPathsInDocumentsExist: every path of the kit that a document names exists.
func TestPathsInDocumentsExist(t *testing.T) {
	named := regexp.MustCompile("`((?:server|client|lab|scripts|testdata|docs)/[A-Za-z0-9_./-]+)`")
	for _, page := range documents(t) {
		for _, m := range named.FindAllStringSubmatch(read(t, page), -1) {
			placeholder := strings.Contains(m[1], "NN")
			if !placeholder && !exists(sandbox.Clone(t).Path(strings.TrimSuffix(m[1], "/"))) {
				t.Errorf("%s names %s, which is not there", page, m[1])
			}
		}
	}
}

// TestClausesAreNamed: a scenario names every clause of the protocol, or the clause says
// that no scenario does yet. Every clause that a scenario names exists.
func TestClausesAreNamed(t *testing.T) {
	text := read(t, "docs/protocol.md")
	heads := course.ClauseHead().FindAllStringSubmatchIndex(text, -1)
	scenarioless := map[string]bool{}
	for i, m := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		id := text[m[2]:m[3]]
		scenarioless[id] = strings.Contains(strings.Join(strings.Fields(text[m[0]:end]), " "), "*No scenario yet")
	}
	named := map[string]bool{}
	for _, l := range lesson.All {
		for _, sc := range scenarios(t, l) {
			for _, id := range sc.Clauses {
				named[id] = true
				if _, ok := scenarioless[id]; !ok {
					t.Errorf("%s names clause %s, and docs/protocol.md has no such clause", sc.ID(), id)
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(scenarioless)) {
		switch {
		case named[id] && scenarioless[id]:
			t.Errorf("docs/protocol.md: %s has a scenario by now", id)
		case !named[id] && !scenarioless[id]:
			t.Errorf("docs/protocol.md: no scenario names %s, and it does not say why", id)
		}
	}
	if len(heads) == 0 {
		t.Error("docs/protocol.md: no clauses found")
	}
}

// documents returns every document of the kit, by its path in it.
func documents(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(sandbox.Clone(t).Path("docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"README.md", "CONTRIBUTING.md", "docs/grading/README.md"}
	for _, page := range pages {
		names = append(names, "docs/"+filepath.Base(page))
	}
	return names
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(sandbox.Clone(t).Path(file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
