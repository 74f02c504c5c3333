package layout

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MostStacked is how many characters without a width may follow each other. No writing system needs
// more. Without a limit, a text of any length would fit into one column, and be painted over others.
const MostStacked = 4

// Unhidden returns a text in which nothing is hidden, such as the name that a student chose.
// Characters that are [Invisible] are escaped as in Go, and so are accents beyond MostStacked. Line feeds
// and tabs stay.
func Unhidden(text string) string {
	var out strings.Builder
	stacked := 0
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if RuneColumns(r) > 0 {
			stacked = 0
		} else {
			stacked++
		}
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[0])
		case r == '\n', r == '\t', !Invisible(r) && stacked <= MostStacked:
			out.WriteRune(r)
		default:
			out.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		text = text[size:]
	}
	return out.String()
}
