package program

import (
	"os"
	"slices"
	"strings"
)

// Mark is the variable by which the kit finds what a program has started.
const Mark = "CHATLAB_PROGRAM"

// environment returns our own environment, without the variables in not, and with those in
// more. A user may have set such a variable for a server that they run by hand. A test must
// not depend on it.
func environment(not, more []string) []string {
	ours := slices.DeleteFunc(os.Environ(), func(line string) bool {
		name, _, _ := strings.Cut(line, "=")
		return slices.Contains(not, name)
	})
	return append(ours, more...)
}
