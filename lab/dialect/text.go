package dialect

import (
	"strings"
	"unicode/utf8"

	"chatlab/server/wire"
)

// SameText reports whether a text that was heard is one that was said: as it is,
// or cleaned (P10). How many U+FFFD stand for several bytes in a row that are not
// UTF-8 is left to the server: one at the least, one for each at the most.
func SameText(said, heard string) bool {
	return heard == said || isCleaned(said, heard)
}

// isCleaned compares stretch by stretch: between characters that no server may
// change stand such that become U+FFFD, some of which may become fewer.
func isCleaned(said, heard string) bool {
	for said != "" {
		least, most, behind := replacements(said)
		came := len(heard) - len(strings.TrimLeft(heard, replacement))
		if n := came / len(replacement); n < least || n > most {
			return false
		}
		heard, said = heard[came:], behind
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

// replacements returns how many U+FFFD the start of a text may become, and the rest
// of the text, which begins with a character that stays as it is.
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
