// Package alike finds hand-ins whose source is nearly the same. It is a place for a teacher to
// look, and not a verdict.
//
// A Form is a hash of a hand-in's source without white space, comments, docstrings and the order
// of files and functions, and with one placeholder for all names and one for all literals. Everybody
// starts from the same broken server, so only those functions count that differ from it. What
// has changed in too few places has no form that says anything: many students find the same
// mend.
//
// What it can't see: an idea that was written again, statements in another order, a function
// that one of two students added. What it may see wrongly: two honest students who followed
// the same hint in the same steps.
//
//   - alike.go: Given, and the Form of a hand-in
//   - pieces.go: source as functions and statements
//   - golang.go: the tokens of Go
//   - lexer.go: the tokens of other languages; languages.go: how these differ
//   - groups.go: which results of a class have the same form
package alike

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strings"
)

// MostBytes is how much source a hand-in may have to be compared.
const MostBytes = 1 << 20

// hashBytes is how much of the hash is kept.
const hashBytes = 16

// A sum is the hash of some tokens.
type sum = [sha256.Size]byte

// Given is the source that all students were given. The zero value has none.
type Given struct {
	pieces, statements map[sum]bool
}

// Give returns what all students had: the files of the broken server, in each language, and of
// the kit's own mend.
func Give(programs ...map[string][]byte) Given {
	g := Given{pieces: map[sum]bool{}, statements: map[sum]bool{}}
	for _, files := range programs {
		each(files, func(p piece) {
			g.pieces[p.sum] = true
			for _, s := range p.statements {
				g.statements[s.sum] = true
			}
		})
	}
	return g
}

// A Form is what stays of a hand-in's source.
type Form struct {
	Hash   string // of the functions that differ from what was given; empty if none does
	Tokens int    // how many tokens their statements have that were not given
}

// Form returns the form of a hand-in's files by their paths. Files that are not source code, by
// their ending, do not count. Source of more than MostBytes has no form.
func (g Given) Form(files map[string][]byte) Form {
	var sums []sum
	tokens := 0
	each(files, func(p piece) {
		if g.pieces[p.sum] {
			return
		}
		sums = append(sums, p.sum)
		for _, s := range p.statements {
			if !g.statements[s.sum] {
				tokens += s.tokens
			}
		}
	})
	if len(sums) == 0 || tokens == 0 {
		return Form{}
	}
	slices.SortFunc(sums, func(a, b sum) int { return bytes.Compare(a[:], b[:]) })
	all := sha256.New()
	for _, s := range sums {
		all.Write(s[:])
	}
	return Form{hex.EncodeToString(all.Sum(nil)[:hashBytes]), tokens}
}

// each calls do for each piece of the source files, unless they are too large.
func each(files map[string][]byte, do func(piece)) {
	bytes := 0
	for name, text := range files {
		if _, ok := languageOf(name); ok {
			bytes += len(text)
		}
	}
	if bytes > MostBytes {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if l, ok := languageOf(name); ok {
			s := newSplitter(l, do)
			l.tokens(files[name], s.add)
			s.end()
		}
	}
}

// languageOf returns the language of a file by the ending of its name.
func languageOf(name string) (language, bool) {
	l, ok := languages[strings.ToLower(path.Ext(name))]
	return l, ok
}

// tokens calls do for each token of a text in the language.
func (l language) tokens(text []byte, do func(token)) {
	if l.isGo {
		goTokens(text, do)
		return
	}
	(&lexer{language: l, text: text, do: do}).run()
}
