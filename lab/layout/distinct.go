package layout

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Unicode has several ways to write some characters: é is one character, or an e with an accent
// after it. They look the same, and are different bytes. The form NFC has one way for each.

// Distinct returns a text that looks different from every other text, as far as different ways to
// write a character are concerned. It shows only the way of NFC as it is. Of another way it escapes
// the characters that make the difference, as in Go: an e with an accent is e\u0301. It also escapes
// accents without a letter before them, those beyond MostStacked, and from U+0300 on what is
// [Invisible].
func Distinct(text string) string {
	var out strings.Builder
	var s Stack
	for _, r := range text {
		if s.Shows(r) {
			out.WriteRune(r)
		} else {
			out.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return out.String()
}

// A Stack is the last character of a text that is being shown, with all accents that stand on it.
// The zero Stack is the beginning of a text.
type Stack struct {
	shown   string // empty after something that nothing may stand on
	stacked int    // how many characters stand on it
}

// alwaysDistinct is the first character that may have another form in NFC, alone or together with
// the one before it.
const alwaysDistinct = 0x300

// Shows reports whether the next character of the text may be shown as it is. If it must be
// escaped, nothing may stand on it.
func (s *Stack) Shows(r rune) bool {
	if r < alwaysDistinct {
		s.shown, s.stacked = string(r), 0
		return true
	}
	if Invisible(r) {
		s.shown = ""
		return false
	}
	one := string(r)
	form := norm.NFC.PropertiesString(one)
	if s.stacked++; RuneColumns(r) > 0 && form.CCC() == 0 {
		s.stacked = 0
	}
	with := one
	if s.stacked > 0 || !form.BoundaryBefore() {
		if s.shown == "" || s.stacked > MostStacked {
			s.shown = ""
			return false
		}
		with = s.shown + one
	}
	if !norm.NFC.IsNormalString(with) {
		s.shown = ""
		return false
	}
	s.shown = with
	if form.CCC() == 0 { // what comes is joined to this one, or to none
		s.shown = one
	}
	return true
}

// Break says that the next character comes after something else, such as an escape.
func (s *Stack) Break() { s.shown = "" }
