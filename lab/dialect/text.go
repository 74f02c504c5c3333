package dialect

import (
	"strings"
	"unicode/utf8"

	"chatlab/server/wire"
)

// SameText reports whether the text that was heard is the text that was said, unchanged or
// cleaned (P10). A run of bytes that are not UTF-8 becomes at least one U+FFFD, and at
// most one for each byte. The server may choose.
func SameText(said, heard string) bool {
	return heard == said || isCleaned(said, heard)
}

// isCleaned compares the texts piece by piece. A piece is some characters that become
// U+FFFD, some of which may merge, and then one character that no server may change.
func isCleaned(said, heard string) bool {
	for said != "" {
		least, most, behind := replacements(said)
		came := 0 // not with TrimLeft: for it, a byte that is not UTF-8 is U+FFFD as well
		for strings.HasPrefix(heard, replacement) {
			heard = heard[len(replacement):]
			came++
		}
		if came < least || came > most {
			return false
		}
		said = behind
		if said == "" {
			break
		}
		_, size := utf8.DecodeRuneInString(said)
		rest, same := strings.CutPrefix(heard, said[:size])
		if !same {
			return false
		}
		said, heard = said[size:], rest
	}
	return heard == ""
}

const replacement = "\uFFFD"

// replacements returns how many U+FFFD the start of a text may become, and the rest of the
// text. The rest begins with a character that stays as it is.
func replacements(text string) (least, most int, behind string) {
	inRun := false
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		bad := r == utf8.RuneError && size == 1
		switch {
		case bad && inRun:
			most++
		case bad, wire.Clean(text[:size]) == replacement:
			least, most = least+1, most+1
		default:
			return least, most, text
		}
		inRun, text = bad, text[size:]
	}
	return least, most, ""
}
