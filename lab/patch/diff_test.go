package patch

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// picture writes diffs as text: numbers before and after, and the line.
func picture(diffs []Diff) string {
	var b strings.Builder
	for _, h := range diffs {
		fmt.Fprintln(&b, h.File)
		for _, l := range h.Lines {
			fmt.Fprintf(&b, "%2d %2d %s\n", l.Was, l.Is, l.Text)
		}
	}
	return b.String()
}

func diff(t *testing.T, text string, changes ...Change) string {
	t.Helper()
	diffs, err := Patch{Changes: changes}.Diffs(func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil {
		t.Fatal(err)
	}
	return picture(diffs)
}

func change(was, is string) Change {
	return Change{File: "a.go", Old: []byte(was), New: []byte(is)}
}

func TestDiff(t *testing.T) {
	text := "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
	for _, c := range []struct {
		name    string
		changes []Change
		want    string
	}{
		{"a line is replaced", []Change{change("four\n", "4\n")}, `
a.go
 2  2 two
 3  3 three
 4  0 four
 0  4 4
 5  5 five
 6  6 six
`},
		{"a line comes in the middle of others", []Change{change("one\ntwo\n", "one\nmore\ntwo\n")}, `
a.go
 1  1 one
 0  2 more
 2  3 two
 3  4 three
 4  5 four
`},
		{"at the end", []Change{change("seven\n", "")}, `
a.go
 5  5 five
 6  6 six
 7  0 seven
`},
		{"changes above move those below, whatever their order", []Change{change("seven\n", "7\n"), change("one\n", "1\n1\n1\n")}, `
a.go
 5  7 five
 6  8 six
 7  0 seven
 0  9 7
a.go
 1  0 one
 0  1 1
 0  2 1
 0  3 1
 2  4 two
 3  5 three
`},
	} {
		if diff := cmp.Diff(c.want, "\n"+diff(t, text, c.changes...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestDiffOfAFunctionIsOneChange: brackets that two functions share do not split the
// change. Shared lines with words in them do.
func TestDiffOfAFunctionIsOneChange(t *testing.T) {
	was := "func a() {\n\tone()\n}\n\nfunc b() {\n\ttwo()\n\treturn\n}\n"
	is := "func c() {\n\tthree()\n}\n\nfunc d() {\n\tfour()\n\treturn\n}\n"
	want := `
a.go
 1  0 func a() {
 2  0 	one()
 3  0 }
 4  0 
 5  0 func b() {
 6  0 	two()
 0  1 func c() {
 0  2 	three()
 0  3 }
 0  4 
 0  5 func d() {
 0  6 	four()
 7  7 	return
 8  8 }
`
	got := "\n" + diff(t, was, change(was, is))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDiffOfWhatDoesNotMatch(t *testing.T) {
	_, err := Patch{Changes: []Change{change("three", "x")}}.Diffs(func(string) ([]byte, error) { return []byte("three three"), nil })
	if err == nil || !strings.Contains(err.Error(), "2 times") {
		t.Errorf("err = %v", err)
	}
}
