package agree

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// The form of a lesson's page. Only words of prose count, not those in cut or fenced
// blocks.
const (
	mostWords       = 2300 // of a lesson
	mostBeforeRun   = 150  // before the first failing run: readers want to see something soon
	wordsOfContents = 1500 // a longer page begins with its contents
	fewestTries     = 2    // in "Why": things to try, one after each part
	drawingWidth    = 620  // width of the column in which pages are read
)

var (
	failingRun  = regexp.MustCompile("(?s)<!-- cut: run go tool lab (?:check|sim) [^\n]* -->\n```console\n(.*?)```")
	toldFailed  = regexp.MustCompile(`(?m)^✗ |[1-9]\d* failed`)
	drawingMark = regexp.MustCompile(`!\[[^\]]{40,}\]\(drawings/(\S+)\.svg\)`)
	drawingName = regexp.MustCompile(`^\d\d-[a-z-]+?(_\w+)?$`)
	paintRule   = regexp.MustCompile(`@media \(prefers-color-scheme: dark\)`)
)

// TestLessonsHaveOneForm: each page gets to its first failing run soon and can be read in
// one go. It gives something to try between its explanations, folds the solution, draws its
// idea, and links to the next lesson.
func TestLessonsHaveOneForm(t *testing.T) {
	for _, l := range lesson.All {
		t.Run(l.ID(), func(t *testing.T) {
			page := read(t, l.Page())
			holdStart(t, page)
			if words := len(strings.Fields(prose(page))); words > mostWords {
				t.Errorf("%d words, want at most %d", words, mostWords)
			}
			why := section(t, page, "Why")
			if tries := strings.Count(why, "**Try it:**"); tries < fewestTries {
				t.Errorf(`"Why" says **Try it:** %d times, want %d at least: one after each of its parts`, tries, fewestTries)
			}
			for _, part := range strings.Split(why, "\n### ")[1:] {
				if name, _, _ := strings.Cut(part, "\n"); !strings.Contains(part, "**Try it:**") {
					t.Errorf(`the part %q of "Why" gives nothing to try`, name)
				}
			}
			done := strings.TrimSpace(section(t, page, "How it is done well"))
			if !strings.HasPrefix(done, "<details><summary>After yours is green</summary>\n") || !strings.HasSuffix(done, "\n</details>") {
				t.Error(`"How it is done well" is not folded under "After yours is green"`)
			}
			if !strings.HasSuffix(strings.TrimSpace(page), "<!-- /cut -->") || strings.Count(page, "<!-- cut: neighbours -->") != 1 {
				t.Error("the page does not end with <!-- cut: neighbours -->")
			}
			if marks := drawingMark.FindAllStringSubmatch(page, -1); len(marks) < drawings(l) {
				t.Errorf("%d drawings of its idea with a description, want %d", len(marks), drawings(l))
			}
		})
	}
}

// toldGreen is a run of the student's copy that a page calls green. Such a run is not made for the
// page, since it comes before the student has changed anything.
var toldGreen = regexp.MustCompile("\n\\$ go tool lab check (\\d+) --run (\\w+)\n```\n\nIt is green")

// TestToldGreenIsGreen: what a page calls green is green for the broken server that a student gets.
func TestToldGreenIsGreen(t *testing.T) {
	found := 0
	for _, l := range lesson.All {
		for _, m := range toldGreen.FindAllStringSubmatch(read(t, l.Page()), -1) {
			found++
			if m[1] == strconv.Itoa(l.Number) && slices.Contains(l.Breaks, m[2]) {
				t.Errorf("%s says that %s is green, and the lesson's broken server fails it", l.Page(), m[2])
			}
		}
	}
	if found == 0 {
		t.Error("no page has such a run; has its form changed?")
	}
}

// drawings returns how many drawings the idea of a lesson takes.
func drawings(l lesson.Lesson) int {
	if l.Number == 8 || l.Number == 9 {
		return 2
	}
	return 1
}

// holdStart holds that the first failing run comes within the first mostBeforeRun words.
func holdStart(t *testing.T, page string) {
	for _, at := range failingRun.FindAllStringSubmatchIndex(page, -1) {
		if !toldFailed.MatchString(page[at[2]:at[3]]) {
			continue
		}
		if words := len(strings.Fields(prose(page[:at[0]]))); words > mostBeforeRun {
			t.Errorf("%d words before the first failing run, want at most %d", words, mostBeforeRun)
		}
		return
	}
	t.Error("no failing run is shown: write <!-- cut: run go tool lab check N --run NAME --> and <!-- /cut -->; go test ./lab/agree -run Pages -update puts the run between them")
}

// section returns the text below a heading, up to the next heading.
func section(t *testing.T, page, name string) string {
	_, after, ok := strings.Cut(page, "\n## "+name+"\n")
	if !ok {
		t.Errorf("there is no section %q", name)
	}
	text, _, _ := strings.Cut(after, "\n## ")
	return text
}

// TestLongPagesBeginWithTheirContents checks all pages, not only those of lessons.
func TestLongPagesBeginWithTheirContents(t *testing.T) {
	pages, err := filepath.Glob(sandbox.Clone(t).Path("docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(pages, "README.md", "CONTRIBUTING.md") {
		name := path.Join("docs", filepath.Base(file))
		if !slices.Contains(pages, file) {
			name = file
		}
		page := read(t, name)
		if words := len(strings.Fields(prose(page))); words <= wordsOfContents {
			continue
		}
		if before, _, ok := strings.Cut(page, "On this page:"); !ok || heading.MatchString(prose(before)) {
			t.Errorf("%s does not begin with <!-- cut: contents -->", name)
		}
	}
}

// TestDrawingsAreLegible: a page shows each drawing. Each has a title for readers who can't
// see it, and colors for light and dark. It is as wide as a page's column, so that its text
// keeps its size.
func TestDrawingsAreLegible(t *testing.T) {
	shown := map[string]bool{}
	for _, l := range lesson.All {
		for _, m := range drawingMark.FindAllStringSubmatch(read(t, l.Page()), -1) {
			shown[m[1]] = true
			if !drawingName.MatchString(m[1]) || !strings.HasPrefix(m[1], l.ID()) {
				t.Errorf("%s: the drawing %s is not named after the lesson", l.Page(), m[1])
			}
		}
	}
	files, err := filepath.Glob(sandbox.Clone(t).Path("docs/drawings/*.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".svg")
		if !shown[name] {
			t.Errorf("no lesson shows the drawing %s", name)
		}
		delete(shown, name)
		if err := legible(read(t, "docs/drawings/"+name+".svg")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name := range shown {
		t.Errorf("there is no drawing %s", name)
	}
}

func legible(svg string) error {
	if !paintRule.MatchString(svg) {
		return errors.New("no colours for dark pages")
	}
	titled := false
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		titled = titled || start.Name.Local == "title"
		for _, a := range start.Attr {
			if start.Name.Local == "svg" && a.Name.Local == "width" && a.Value != fmt.Sprint(drawingWidth) {
				return fmt.Errorf("is %s wide, want %d", a.Value, drawingWidth)
			}
		}
	}
	if !titled {
		return errors.New("no title")
	}
	return nil
}
