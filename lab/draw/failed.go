package draw

import (
	"fmt"
	"strings"

	"chatlab/lab/layout"
	"chatlab/server/wire"
)

// failedLines returns the two lines of a row that tells how a step failed, each at most that many
// columns wide. If the place where expected and received differ does not fit, both are cut around
// it, and it is in the same column of both.
func (r sceneRow) failedLines(columns int) (first, below string) {
	first, more, _ := strings.Cut(r.Failed, "\n")
	received, why, _ := strings.Cut(more, "\n")
	sign := "✗ " + stepName(r.Conn) + ": "
	expected, isOne := strings.CutPrefix(wire.Clean(first), "expected ")
	received, isOther := strings.CutPrefix(wire.Clean(received), "received ")
	mark := common(expected, received)
	same := string([]rune(expected)[:mark])
	if !isOne || !isOther || layout.Columns(sign+"expected "+same) < columns-1 {
		return fitted(sign+first, columns), fitted(strings.ReplaceAll(more, "\n", ", "), columns)
	}
	if columns < leastColumns {
		sign = "✗ "
	}
	head := sign + "expected "
	room := columns - layout.Columns(head)
	below = fmt.Sprintf("%*s%s", layout.Columns(head), "received ", around(received, mark, room))
	if why != "" {
		below += ", " + why
	}
	return head + around(expected, mark, room), fitted(below, columns)
}

// TextWidth is how wide the text of such a row is, in pixels; 0 for other rows. Its picture is no wider,
// so that it can stay in view when the arrows are scrolled.
func (d drawnRow) TextWidth() int {
	if d.Failed == "" {
		return 0
	}
	return pixels(max(layout.Columns(d.Label.Text), layout.Columns(d.Below))) + 2*noteX
}

// common is how many characters two texts have in common at their beginnings.
func common(a, b string) (n int) {
	one, other := []rune(a), []rune(b)
	for n < len(one) && n < len(other) && one[n] == other[n] {
		n++
	}
	return n
}

// around returns what fits into columns of a text that is visible already, around the character
// with the number mark.
func around(text string, mark, columns int) string {
	runes, starts := []rune(text), []int{0}
	for i, r := range runes {
		starts = append(starts, starts[i]+layout.RuneColumns(r))
	}
	from, to := fitting(starts, min(mark, len(runes)), columns)
	part := string(runes[from:to])
	if from > 0 {
		part = "…" + part
	}
	if to < len(runes) {
		part += "…"
	}
	return part
}
