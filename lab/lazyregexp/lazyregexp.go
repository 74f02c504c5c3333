// Package lazyregexp has regular expressions that are compiled when they are first used, and then
// kept. The lab has dozens of them, and each of its commands needs a few. It starts itself three
// times for each scenario of a hand-in, and has to begin its work at once.
//
//   - lazyregexp.go: New
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that returns the expression. The first call of that compiles it, and
// panics if it can't be compiled, as regexp.MustCompile does. The function may be called from many
// goroutines.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
