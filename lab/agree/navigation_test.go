package agree

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/lesson"
)

// heading matches a heading of the second level, and gives its text.
var heading = regexp.MustCompile(`(?m)^## (.+)$`)

// contents lists the headings of a page, each with a link.
func contents(page string) string {
	var links []string
	for _, m := range heading.FindAllStringSubmatch(prose(page), -1) {
		links = append(links, fmt.Sprintf("[%s](#%s)", m[1], anchor(m[1])))
	}
	return "On this page: " + strings.Join(links, " · ") + "\n"
}

var notInAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// anchor is the fragment under which GitHub and GitLab show a heading: lower
// case, without punctuation, a hyphen for each space.
func anchor(heading string) string {
	return strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// neighbours links to the lessons before and after that of the page.
func neighbours(t *testing.T, page string) string {
	at := slices.IndexFunc(lesson.All, func(l lesson.Lesson) bool { return l.ID()+".md" == page })
	if at < 0 {
		t.Fatalf("cut: neighbours: %s is no lesson", page)
	}
	link := func(word string, l lesson.Lesson) string {
		return fmt.Sprintf("%s: [%02d: %s](%s.md)", word, l.Number, l.Title, l.ID())
	}
	var links []string
	if at > 0 {
		links = append(links, link("Previous", lesson.All[at-1]))
	}
	links = append(links, "[All pages](README.md)")
	if at+1 < len(lesson.All) {
		links = append(links, link("Next", lesson.All[at+1]))
	}
	return "---\n\n" + strings.Join(links, " · ") + "\n"
}

var (
	fenced  = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```$")
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// prose is a page without what is cut or fenced, and without comments.
func prose(page string) string {
	page = cutBlock.ReplaceAllString(page, "")
	page = fenced.ReplaceAllString(page, "")
	return comment.ReplaceAllString(page, "")
}
