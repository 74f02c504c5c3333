// Package layout lays out text for pages and terminals.
//
//   - columns.go: how many columns it takes
//   - wrap.go: breaking it into lines
//   - cut.go: cutting off what is too long
package layout

import (
	"strings"
	"unicode/utf8"
)

// PageColumns is how wide a line of our pages is.
const PageColumns = 120

// Wrap returns text in lines of at most so many columns, broken between words
// and each behind indent. A word that is longer has a line of its own.
func Wrap(text, indent string, columns int) string {
	var lines []string
	line := indent
	for word := range strings.FieldsSeq(text) {
		if line != indent && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			lines = append(lines, line)
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\n")
}
