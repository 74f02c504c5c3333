package dialect

import (
	"strings"

	"chatlab/server/wire"
)

// SameText reports whether a text that was heard is one that was said: as it is,
// or cleaned (P10). How many U+FFFD stand for several bytes in a row that are not
// UTF-8 is left to the server, so a run of them is as good as another.
func SameText(said, heard string) bool {
	return heard == said || replaced(heard) == replaced(wire.Clean(said))
}

// replaced makes one U+FFFD of each run of them.
func replaced(text string) string {
	const bad = "\uFFFD"
	for strings.Contains(text, bad+bad) {
		text = strings.ReplaceAll(text, bad+bad, bad)
	}
	return text
}
