// Package layout lays out text for pages and terminals.
//
//   - columns.go: how many columns a text takes
//   - wrap.go: breaks text into lines
//   - cut.go: cuts text that is too long
//   - count.go: a number of things in words
//   - invisible.go: characters that show nothing; unhidden.go: shows what a text may hide
//   - distinct.go: shows in which of several ways a character is written
package layout

import (
	"strings"
	"unicode/utf8"
)

// PageColumns is the line width of our pages.
const PageColumns = 120

// Wrap breaks text between words into lines of at most that many columns, each after
// indent. A longer word has a line of its own.
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
