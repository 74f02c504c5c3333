package marks

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/layout"
	"github.com/google/go-cmp/cmp"
)

func TestTable(t *testing.T) {
	c := everybody()
	c.Notes = []string{"zed: the roster does not have this student"}
	var text bytes.Buffer
	if err := Table(&text, c, Style{}); err != nil {
		t.Fatal(err)
	}
	const want = `
                               03       total
ana                      13 of 13    13 of 13
bruno                   9.5 of 13   9.5 of 13
kim                          open     8 of 8?
ugo                 did not build     0 of 13
uma           could not be judged     0 of 0?
rita                      refused     0 of 10
mia                       missing
nora                   not graded     0 of 0?
sam                    5.33 of 10  5.33 of 10

9 students, 7 results graded, 1 with all points; 1 could not be judged; 1 did
not build; 1 missing; 1 not graded; 1 open; 1 refused
A total with ? is not final. Run the same lab grade again: it grades what is
missing or could not be judged.
zed: the roster does not have this student
`
	if diff := cmp.Diff(want, "\n"+text.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTableHidesNothing: a name is not painted over others, and none has a part that nobody sees.
func TestTableHidesNothing(t *testing.T) {
	c := classOf(student("a"+strings.Repeat("\u0301", 60), "p"), student("ana\u200b", "p"), student("\u202eana", "p"), student("Zoë e\u0301", "p"))
	for i := range c.Rows {
		c.Rows[i].Student.Name = c.Rows[i].Student.Key
	}
	c.Notes = []string{"ana\u200b: the roster does not have this student"}
	var text bytes.Buffer
	if err := Table(&text, c, Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a" + strings.Repeat("\u0301", layout.MostStacked) + `\u0301`, "\nana\\u200b ", "\n\ufffdana ", "\nZoë e\u0301 ", "\nana\\u200b: the"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), strings.Repeat("\u0301", layout.MostStacked+1)) || strings.Contains(text.String(), "\u200b") {
		t.Errorf("hidden: %q", text.String())
	}
}

// TestTableFits: no line is wider than the terminal, every student and lesson is in it, and
// color changes nothing but color.
func TestTableFits(t *testing.T) {
	var c class.Class
	for i := range 14 {
		c.Lessons = append(c.Lessons, class.Lesson{ID: fmt.Sprintf("%02d-x", i+1), Of: 10})
	}
	for _, name := range []string{"ana", "日本日本日本日本日本日本日本日本日本日本日本", strings.Repeat("long", 30), "née"} {
		row := student(name, "pfb")
		for len(row.Results) < 14 {
			row.Results = append(row.Results, row.Results[0])
		}
		c.Rows = append(c.Rows, row)
	}
	c.Rows[3].Results = slices.Repeat(unbuilt("née", "address").Results, 14)
	for _, width := range []int{0, 20, 40, 80, 100, 300} {
		var plain, colored bytes.Buffer
		if err := Table(&plain, c, Style{Width: width}); err != nil {
			t.Fatal(err)
		}
		if err := Table(&colored, c, Style{Width: width, Color: true}); err != nil {
			t.Fatal(err)
		}
		most := width
		if width == 0 {
			most = 80
		}
		for line := range strings.Lines(plain.String()) {
			if n := layout.Columns(strings.TrimRight(line, "\n")); n > most {
				t.Errorf("%d columns of %d: %q", n, most, line)
			}
		}
		for i := range 14 {
			if n := len(regexp.MustCompile(fmt.Sprintf(`(?m)^ .* %02d\b`, i+1)).FindAllString(plain.String(), -1)); n != 1 {
				t.Errorf("at width %d lesson %d is there %d times", width, i+1, n)
			}
		}
		if n := strings.Count(plain.String(), "total"); n != 1 || strings.Contains(plain.String(), "\x1b") {
			t.Errorf("%d totals, or color where there is none", n)
		}
		if !strings.Contains(colored.String(), "\x1b[31m") {
			t.Error("no color")
		}
		if got := regexp.MustCompile("\x1b\\[\\d+m").ReplaceAllString(colored.String(), ""); got != plain.String() {
			t.Error("color changes more than color")
		}
	}
}

// TestCSVHasEverybody, with as many cells as headings.
func TestCSVHasEverybody(t *testing.T) {
	rows := readCSV(t, written(t, format(t, "csv"), Input{Class: everybody()}))
	var states []string
	for _, row := range rows[1:] {
		states = append(states, row[1]+" "+row[7])
	}
	want := []string{"ana graded", "bruno graded", "kim open", "ugo did not build", "uma could not be judged", "rita refused", "mia missing", "nora not graded", "sam graded"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
