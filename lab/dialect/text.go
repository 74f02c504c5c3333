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

func isCleaned(said, heard string) bool {
	for said != "" {
		r, size := utf8.DecodeRuneInString(said)
		if r == utf8.RuneError && size == 1 {
			return isRunCleaned(said, heard)
		}
		rest, same := strings.CutPrefix(heard, wire.Clean(said[:size]))
		if !same {
			return false
		}
		said, heard = said[size:], rest
	}
	return heard == ""
}

// isRunCleaned is isCleaned for a text that begins with bytes that are not UTF-8.
func isRunCleaned(said, heard string) bool {
	for strings.HasPrefix(heard, replacement) {
		r, size := utf8.DecodeRuneInString(said)
		if r != utf8.RuneError || size != 1 {
			return false // more of them than there were bytes
		}
		heard, said = heard[len(replacement):], said[1:]
		if isCleaned(behindRun(said), heard) {
			return true
		}
	}
	return false
}

const replacement = "\uFFFD"

// behindRun returns what follows the bytes that are not UTF-8 at the start.
func behindRun(text string) string {
	for text != "" {
		if r, size := utf8.DecodeRuneInString(text); r != utf8.RuneError || size != 1 {
			break
		}
		text = text[1:]
	}
	return text
}
