package story

import (
	"fmt"
	"io"
	"strings"

	"chatlab/lab/patch"
)

// Diff writes a change: each line with its number before and after, and a sign before lines
// that are removed or added.
func (st Style) Diff(w io.Writer, h patch.Diff) {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	for _, l := range h.Lines {
		sign, paint := " ", func(text string) string { return text }
		switch {
		case l.Is == 0:
			sign, paint = "-", st.red
		case l.Was == 0:
			sign, paint = "+", st.green
		}
		text := strings.TrimRight(sign+" "+strings.ReplaceAll(l.Text, "\t", "    "), " ")
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%5s %5s  %s", number(l.Was), number(l.Is), paint(text)), " "))
	}
}
