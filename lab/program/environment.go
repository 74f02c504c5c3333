package program

import (
	"os"
	"slices"
	"strings"
)

// environment is our own, without the variables in not, and with those in more.
// Somebody may have set one of them for a server that they run by hand; what is
// tested must not depend on it.
func environment(not, more []string) []string {
	ours := slices.DeleteFunc(os.Environ(), func(line string) bool {
		name, _, _ := strings.Cut(line, "=")
		return slices.Contains(not, name)
	})
	return append(ours, more...)
}
