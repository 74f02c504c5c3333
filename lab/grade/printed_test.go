package grade

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/draw"
	"chatlab/lab/script"
)

// TestPrinted: a reader gets the last rows that a program printed, or those that say why it ended.
// Nothing in them can control a terminal, and no row is long.
func TestPrinted(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing":  {"", nil},
		"a line":   {"read: connection reset by peer\n", []string{"| read: connection reset by peer"}},
		"controls": {"a\tb\x1b[2J\n", []string{`| a    b\x1b[2J`}},
		"many":     {strings.Repeat("x\n", 10), append([]string{"… 2 more before"}, slices.Repeat([]string{"| x"}, outputRows)...)},
		"a panic":  {"x\npanic: no\n" + strings.Repeat("y\n", 20), append([]string{"… 1 more before", "| panic: no"}, append(slices.Repeat([]string{"| y"}, outputRows-1), "… 13 more")...)},
		"long":     {strings.Repeat("z", 1000), []string{"| " + strings.Repeat("z", 159) + "…"}},
	} {
		if diff := cmp.Diff(c.want, Printed(c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got, want := PrintsReason(c.text), name == "a panic"; got != want {
			t.Errorf("%s: it begins with a reason: %v", name, got)
		}
	}
}

// TestPictureOfAResult: the picture has what the server printed, and knows the set-up of a simulation.
func TestPictureOfAResult(t *testing.T) {
	result := Result{Outcome: script.Outcome{Output: "read: connection reset by peer\n", SetUp: []string{"#0"}}}
	p := (&run{}).picture(result)
	if diff := cmp.Diff([][]string{{"| read: connection reset by peer"}, {"#0"}}, [][]string{p.Printed, p.SetUp}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPictureHasTheNote: what else there is to say of a failure is on its picture as well.
func TestPictureHasTheNote(t *testing.T) {
	for rule, want := range map[string]string{"": "note", "as-observed": "rule"} {
		said := Sayings(&script.Failure{Note: "a line may have 65536 bytes", Rule: rule})
		if !slices.Contains(said, draw.Saying{Label: want, Text: "a line may have 65536 bytes"}) {
			t.Errorf("of a failure with rule %q the picture says %v", rule, said)
		}
	}
}
