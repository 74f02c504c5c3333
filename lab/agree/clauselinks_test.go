package agree

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/sandbox"
)

// clauseSections returns the anchor of the section of docs/protocol.md that has a clause; empty if
// there is no such clause.
func clauseSections(t *testing.T) func(clause string) string {
	t.Helper()
	section := map[string]string{} // of each clause
	heading := ""
	for line := range strings.Lines(read(t, "docs/protocol.md")) {
		if title, found := strings.CutPrefix(line, "## "); found {
			heading = "#" + anchor(strings.TrimSpace(title))
		}
		if m := course.ClauseHead().FindStringSubmatch(line); m != nil {
			section[m[1]] = heading
		}
	}
	if len(section) == 0 {
		t.Fatal("docs/protocol.md: no clauses found")
	}
	return func(clause string) string { return section[clause] }
}

// TestClauseLinks: a link of a page to a clause opens the protocol at the section that has it.
func TestClauseLinks(t *testing.T) {
	t.Parallel()
	section := clauseSections(t)
	pages, err := filepath.Glob(sandbox.Clone(t).Path("docs/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text := read(t, "docs/"+filepath.Base(page))
		for _, m := range regexp.MustCompile(`\[[^\]]*\b(P\d+)\]\(protocol\.md(#[a-z-]*)?\)`).FindAllStringSubmatch(text, -1) {
			if m[2] != section(m[1]) {
				t.Errorf("%s: %s does not lead to its section, %s", filepath.Base(page), m[0], section(m[1]))
			}
		}
	}
}
