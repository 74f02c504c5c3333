package rule

import (
	"fmt"

	"chatlab/lab/layout"
)

// wordsOf returns the words of a line: the names that it could be about.
func wordsOf(line string) []string {
	var words []string
	start := never
	for i := range len(line) + 1 {
		letter := i < len(line) && isWordByte(line[i])
		switch {
		case letter && start == never:
			start = i
		case !letter && start != never:
			words = append(words, line[start:i])
			start = never
		}
	}
	return words
}

func isWordByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// brief quotes the beginning of a line.
func brief(line string) string {
	const enough = 60
	if len(line) > enough {
		return fmt.Sprintf("%q and so on, %d bytes", layout.Head(line, enough), len(line))
	}
	return fmt.Sprintf("%q", line)
}
