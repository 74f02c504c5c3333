package marks

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCellsAreNoFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"Ana":                        "Ana",
		"-Anna":                      "'-Anna",
		"Anna-Lena":                  "Anna-Lena",
		"ana@example.org":            "ana@example.org",
		"=1+1":                       "'=1+1",
		"@SUM(1)":                    "'@SUM(1)",
		"\t=1":                       "'=1",
		"\r\n+1":                     "'+1",
		"  =1":                       "'=1",
		`"=1`:                        `'"=1`,
		"'=1":                        "''=1",
		"\u00a0=1":                   "'=1",
		"\u200b=1":                   "\u200b=1",
		"＝1":                         "'＝1",
		"－1":                         "'－1",
		"a;=1":                       "a;'=1",
		"a\",\"=1":                   "a\",'\"=1",
		"Silva, -Ana":                "Silva,' -Ana",
		"a\x00b":                     "a\ufffdb",
		"\x1b[31m=":                  "\ufffd[31m=",
		"=HYPERLINK(\"http://x\",1)": "'=HYPERLINK(\"http://x\",1)",
	} {
		if got := cell(text); got != want {
			t.Errorf("cell(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzCells: whatever a spreadsheet takes for the separator, no cell of it begins with a
// formula, and the usual reader gets what we meant.
func FuzzCells(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text, "x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var text bytes.Buffer
		out := newCSV(&text)
		out.row(a, b)
		if err := out.end(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(text.Bytes())).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 || rows[0][0] != cell(a) || rows[0][1] != cell(b) {
			t.Fatalf("%q is read as %q, %v", text.String(), rows, err)
		}
		noFormula(t, text.String())
	})
}

// noFormula fails if a cell is a formula, for any separator.
func noFormula(t *testing.T, text string) {
	t.Helper()
	blank := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'`+"`‘’“”«»", r) }
	for _, separator := range ",;|\t" {
		for line := range strings.Lines(text) {
			for piece := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), string(separator)) {
				start := strings.TrimLeftFunc(piece, blank)
				if first, _ := utf8.DecodeRuneInString(start); start == "" || !strings.ContainsRune("=+-@＝＋－＠", first) {
					continue
				}
				if before := piece[:len(piece)-len(start)]; !strings.Contains(before, "'") {
					t.Fatalf("with %q between cells, %q is a formula in %q", separator, piece, line)
				}
			}
		}
	}
}
