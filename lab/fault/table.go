package fault

import (
	"errors"
	"strings"
)

// A Kind is one kind of fault and the words that explain it. docs/faults.md is made from
// these values.
type Kind struct {
	Name    string
	Args    string // as in a usage line
	Summary string // one line
	Detail  string // what else to know
	Example string // a whole fault, as a user writes it

	parse func(args []string) (maker, error)
}

// Usage returns the kind's usage line.
func (k Kind) Usage() string {
	return strings.TrimSpace(k.Name+" "+k.Args) + " [to-server|to-client]"
}

// Kinds returns every kind, in the order of the page: pieces, timing, ends.
func Kinds() []Kind {
	return []Kind{
		sliceKind, mergeKind,
		delayKind, bandwidthKind, stallKind,
		slowCloseKind, halfCloseKind, limitKind, resetKind,
	}
}

func names() []string {
	var all []string
	for _, k := range Kinds() {
		all = append(all, k.Name)
	}
	return all
}

// errArgs says that the arguments do not fit the usage line, which the caller adds.
var errArgs = errors.New("wrong arguments")
