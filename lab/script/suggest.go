package script

import (
	"fmt"

	"chatlab/lab/nearest"
)

// suggest names the command that a misspelt word may mean.
func suggest(wrong string) string {
	var known []string
	for _, c := range Commands() {
		known = append(known, c.Name)
	}
	if word, found := nearest.Word(wrong, known); found {
		return fmt.Sprintf("; did you mean %q?", word)
	}
	return "; docs/commands.md lists them all"
}
