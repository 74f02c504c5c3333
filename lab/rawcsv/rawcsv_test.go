package rawcsv

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// values reads a text, and returns what is in its cells.
func values(t *testing.T, text string) (got [][]string) {
	t.Helper()
	lines, err := Read([]byte(text), ',')
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		var cells []string
		for _, cell := range line {
			cells = append(cells, cell.Value([]byte(text)))
		}
		got = append(got, cells)
	}
	return got
}

// TestRead: the cells that are found are those that the usual reader finds, whatever ends the
// lines.
func TestRead(t *testing.T) {
	for _, text := range []string{"a,b\nc,d\n", "a,b\nc,\n", "\"a\"\"b\",\",\"\n\"\n\",x", ",", "\ufeffa,\"b, c\"\n\" 1 \",\"\"\n"} {
		want, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, values(t, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
		for _, end := range []string{"\r\n", "\r"} {
			with := strings.NewReplacer("\n", end)
			var other [][]string
			for _, row := range want {
				var cells []string
				for _, cell := range row {
					cells = append(cells, with.Replace(cell))
				}
				other = append(other, cells)
			}
			if diff := cmp.Diff(other, values(t, with.Replace(text))); diff != "" {
				t.Errorf("%q with %q (-want +got):\n%s", text, end, diff)
			}
		}
	}
}

// TestMistakes: a missing quote is told with the line of its cell.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\nc,\"d\ne,f\n":        "line 2: a quote does not end",
		"a\r\n\"b\"c\r\n":          "line 2: more follows a quoted cell",
		"\"a\rb\"\r\"c\rd,\"e\"\r": "line 3: more follows a quoted cell",
		"a\n\"b\n,1,\"note\"\n":    "line 2: more follows a quoted cell",
		"\"":                       "line 1: a quote does not end",
	} {
		if lines, err := Read([]byte(text), ','); err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v, want %s", text, lines, err, want)
		}
	}
}
