package agree

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/lesson"
)

// heading matches a second-level heading, and captures its text.
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

// anchor returns the fragment that GitHub and GitLab give a heading: lower case, no
// punctuation, a hyphen for each space.
func anchor(heading string) string {
	return strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// neighbours returns links to the lessons before and after that of the page.
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

// prose returns a page without cut and fenced blocks, and without comments.
func prose(page string) string {
	page = cutBlock.ReplaceAllString(page, "")
	page = fenced.ReplaceAllString(page, "")
	return comment.ReplaceAllString(page, "")
}
