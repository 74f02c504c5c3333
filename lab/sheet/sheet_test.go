package sheet

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"chatlab/lab/class"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
)

// written returns the page of a class.
func written(t testing.TB, c class.Class) string {
	t.Helper()
	var page bytes.Buffer
	if err := Write(&page, c); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func TestSheetTells(t *testing.T) {
	page := written(t, madeClass(50, 20))
	for _, want := range []string{
		"<b>missing</b> nothing was handed in",
		"<b>refused</b> It has 3,000 files; at most 2,000 are read. Hand in your source files alone.",
		"<b>did not build</b> The server does not build.", "./main.go:12:2: undefined: bufio",
		"could not be judged in ", "its server file says: lacks /who", "left out: 2", "a.exe: it is a compiled program", "and 1 more",
		"★ split_write", "many_in_one_write_19 (hidden)",
		"Worth a look", "✗ did not hold:</strong> memory", "otherwise for <a href=\"#r3\"><bdi>Dmitri",
		`<a href="feedback/ana-sousa-lima-00000/03-half-a-message/split_write/story.txt">✓</a><a href="feedback/ana-sousa-lima-00000/03-half-a-message/split_write/picture.html">⇄</a>`,
		`<a href="hidden/ana-sousa-lima-00000/03-half-a-message/many_in_one_write_19/story.txt">`,
		`<a href="feedback/ana-sousa-lima-00000/index.html"><bdi>Ana Sousa</bdi></a>`,
		"a hand-in that the roster does not know: somebody.zip",
		"50 students", "2 refused: too large", "2 did not build", "2 missing: nothing was handed in",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "It has 3,000 files"); n != 2 { // of two students
		t.Errorf("why hand-ins were refused is on the page %d times, want 2", n)
	}
}

// TestCommonestFirst: failures are in the order of their number, and each has its numbers.
func TestCommonestFirst(t *testing.T) {
	c := madeClass(200, 20)
	failures := failuresOf(c)
	if len(failures) != 20 || !slices.IsSortedFunc(failures, func(a, b failure) int { return b.Failed - a.Failed }) {
		t.Errorf("%d failures, or not in order", len(failures))
	}
	f := failures[0]
	failed, judged := 0, 0
	for _, r := range c.Rows {
		for _, sc := range r.Results[0].Scenarios {
			if sc.ID == f.ID && sc.Verdict == class.Failed {
				failed++
			}
			if sc.ID == f.ID && (sc.Verdict == class.Failed || sc.Verdict == class.Passed) {
				judged++
			}
		}
	}
	if f.Failed != failed || f.Judged != judged || len(f.Kinds) != 2 || f.Kinds[0].Count+f.Kinds[1].Count != failed {
		t.Errorf("%+v; want %d of %d", f, failed, judged)
	}
}

// TestUneven: results that lack a lesson or a scenario, and classes without anything, have a page.
func TestUneven(t *testing.T) {
	c := madeClass(3, 4)
	c.Lessons = append(c.Lessons, class.Lesson{ID: "04-x", Title: "more", Of: 10})
	c.Rows[0].Results[0].Scenarios = c.Rows[0].Results[0].Scenarios[1:]
	c.Rows[1].Results = nil
	page := written(t, c)
	if n := strings.Count(page, "<td class=n>·"); n != 1 {
		t.Errorf("%d scenarios are unknown, want 1", n)
	}
	if !strings.Contains(page, "not graded") {
		t.Error("it does not say what is not graded")
	}
	written(t, class.Class{})
	written(t, class.Class{Lessons: c.Lessons, Rows: []class.Row{{}}})
}

// TestLinks: a folder that is not below the page has no link.
func TestLinks(t *testing.T) {
	for folder, want := range map[string]string{
		"feedback/a b/03-x/y": "feedback/a%20b/03-x/y/story.txt", "javascript:alert(1)/x": "./javascript:alert%281%29/x/story.txt",
		"": "", ".": "", "../x": "", "/etc": "", "a/../../x": "", `\\host\x`: "%5C%5Chost%5Cx/story.txt", "//host/x": "",
	} {
		if got := linkTo(folder, storyFile); got != want && !strings.HasPrefix(got, "./javascript") {
			t.Errorf("%q: %q, want %q", folder, got, want)
		}
	}
}

// hostile is what strangers may write anywhere.
const hostile = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\" onclick='alert(3)' {{.}} \u202egnp.exe\u2066 \x00\x1b[2J\xff & &#60; e\u0301\u0301\u0301\u0301\u0301\u0301\u0301"

// hostileClass is a class in which every text is hostile.
func hostileClass() class.Class {
	c := madeClass(30, 6)
	c.Notes = []string{hostile}
	c.Lessons[0].Title = hostile
	for i := range c.Rows {
		r := &c.Rows[i]
		r.Student.Name, r.Student.ID, r.Student.Email = hostile, hostile, hostile
		m := &r.Results[0]
		m.Notes, m.Own = []string{hostile}, []string{hostile}
		m.Held = append(m.Held, class.Bound{Name: hostile, How: hostile})
		if m.Trouble != nil {
			m.Trouble = &class.Trouble{Kind: hostile, What: hostile, Output: hostile}
		}
		if m.Refused != nil {
			m.Refused = &class.Refusal{Reason: hostile, What: hostile, Try: hostile}
		}
		for k := range m.Scenarios {
			sc := &m.Scenarios[k]
			sc.Claim, sc.Expected, sc.Received, sc.So, sc.Why = hostile, hostile, hostile, hostile, hostile
			if sc.Trouble != nil {
				sc.Trouble = &class.Trouble{Kind: "port", What: hostile, Output: hostile}
			}
			if k == 0 {
				sc.ID, sc.Files = "03-half-a-message/"+hostile, "javascript:alert(4)/"+hostile
			}
		}
	}
	return c
}

var tags = regexp.MustCompile(`<(script|style|img|/script|/style)\b`)

// checkHarmless checks that a page has no markup of strangers, and nothing in it that can't be
// seen.
func checkHarmless(t *testing.T, what, page string, scripts int) {
	t.Helper()
	if n := len(tags.FindAllString(page, -1)); n != 2+2*scripts {
		t.Errorf("%s has %d tags of scripts, styles and images, want %d", what, n, 2+2*scripts)
	}
	checkVisible(t, what, page)
	if strings.Contains(page, "ZgotmplZ") {
		t.Errorf("%s has a text where the template forbids it", what)
	}
}

func checkVisible(t *testing.T, what, page string) {
	t.Helper()
	for at, r := range page {
		if !unicode.IsPrint(r) && r != '\n' && r != '\t' {
			t.Fatalf("%s has %U at byte %d: %q", what, r, at, page[max(0, at-40):at+10])
		}
	}
	if strings.Contains(page, strings.Repeat("\u0301", layout.MostStacked+1)) {
		t.Errorf("%s has a pile of accents", what)
	}
}

func TestHostileSheet(t *testing.T) {
	page := written(t, hostileClass())
	checkHarmless(t, "the sheet", page, 1)
	if !strings.Contains(page, `\u202egnp.exe\u2066`) {
		t.Error("what changes the direction of writing is not made visible")
	}
}

// TestHintsFit: a page never cuts a hint of ours.
func TestHintsFit(t *testing.T) {
	for _, l := range lesson.All {
		for _, s := range lesson.Symptoms() {
			if hint := l.HintFor(s); shown(hint) != hint {
				t.Errorf("lesson %d: the hint for %s is cut", l.Number, s)
			}
		}
	}
}
