package marks

import (
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"chatlab/lab/markstest"
)

func readAutolab(t *testing.T, text string) (scores map[string]float64) {
	t.Helper()
	var result struct {
		Scores map[string]float64 `json:"scores"`
	}
	markstest.Strictly(t, text, &result)
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") || len(result.Scores) == 0 {
		t.Errorf("this is not one line with scores: %q", text)
	}
	return result.Scores
}

// readMarkdown reads Markdown as GitHub does, but with raw HTML, and fails for every element
// that we do not mean.
func readMarkdown(t *testing.T, text string) string {
	t.Helper()
	var page strings.Builder
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := reader.Convert([]byte(text), &page); err != nil {
		t.Fatal(err)
	}
	blocks := strings.NewReplacer("<pre><code>", "<pre>", "</code></pre>", "</pre>")
	cells := 0
	for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(blocks.Replace(page.String()), -1) {
		if !regexp.MustCompile(`^</?(h2|p|table|thead|tbody|tr|th|td|pre)>$`).MatchString(tag) {
			t.Errorf("%s is in the page", tag)
		}
		switch tag {
		case "<td>", "<th>":
			cells++
		case "</tr>":
			if cells != 4 {
				t.Errorf("a row has %d cells", cells)
			}
			cells = 0
		}
	}
	return page.String()
}

func readCSV(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll() // all rows have as many cells
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// readMoodle reads what Moodle imports, by the rules of its importer: a student who is not
// found spoils the file, and an empty cell erases a grade.
func readMoodle(t *testing.T, text string) [][]string {
	t.Helper()
	rows := readCSV(t, text)
	for _, row := range rows[1:] {
		if row[0] == "" && row[1] == "" {
			t.Errorf("nobody is found by %q", row)
		}
		for i := 3; i < len(row); i += 2 {
			if _, err := strconv.ParseFloat(row[i], 64); err != nil {
				t.Errorf("%q is no grade", row[i])
			}
			if strings.ContainsAny(row[i+1], "<>&") {
				t.Errorf("there is markup in %q", row[i+1])
			}
		}
	}
	return rows
}
