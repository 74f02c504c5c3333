package alike

import (
	"crypto/sha256"
	"hash"
	"slices"
)

// A token of any language.
type token struct {
	text   string // a keyword or a sign as it is; name or literal for all of those
	column int    // of the first token of a line, from 0; otherwise inside
}

// The placeholders, and the column of a token that is not the first of its line.
const (
	name    = "n"
	literal = "l"
	inside  = -1
)

// A piece is a function or another part of a file that may be moved without a change to the
// program, such as a method of a class.
type piece struct {
	sum        sum
	statements []statement
}

type statement struct {
	sum    sum
	tokens int
}

// A splitter makes pieces of tokens. How, depends on the language:
//
//   - with braces, a piece ends with a closing brace or a semicolon outside of all brackets; the
//     body of a class has pieces of its own
//   - in Go, only a semicolon ends it, which the scanner adds at the end of lines
//   - with lines, it begins with a line that defines something, or that is not indented and
//     follows one that is
type splitter struct {
	language
	do func(piece)

	piece, statement hash.Hash
	size, tokens     int // tokens of the piece, of the statement
	statements       []statement

	depth, base int  // open brackets; those of classes
	isClass     bool // the piece has the word class in it
	indented    bool // the line before was
	decorated   bool // the line before was only a decorator
}

func newSplitter(l language, do func(piece)) *splitter {
	return &splitter{language: l, do: do, piece: sha256.New(), statement: sha256.New()}
}

// add adds the next token.
func (s *splitter) add(t token) {
	if s.lines && t.column != inside && s.depth == 0 {
		s.line(t)
	}
	switch t.text {
	case "(", "[", "{":
		s.depth++
	case ")", "]", "}":
		s.depth = max(s.depth-1, 0)
	}
	s.isClass = s.isClass || slices.Contains(classWords, t.text)
	if t.text != ";" { // one more or less changes nothing
		s.keep(t.text)
	}
	if s.lines {
		return
	}
	switch t.text {
	case ";", "{", "}":
		s.endStatement()
	}
	switch {
	case t.text == "{" && s.isClass && s.depth == s.base+1 && !s.isGo:
		s.base++
		s.endPiece()
	case t.text == "}" && s.depth < s.base:
		s.base = s.depth
		s.endPiece()
	case s.depth <= s.base && (t.text == ";" || t.text == "}" && !s.isGo):
		s.endPiece()
	}
}

// line begins a line of a language that has lines.
func (s *splitter) line(first token) {
	s.endStatement()
	defines := slices.Contains(definingWords, first.text)
	if !s.decorated && (defines || first.column == 0 && s.indented) {
		s.endPiece()
	}
	s.decorated = first.text == "@"
	s.indented = first.column > 0
}

func (s *splitter) keep(text string) {
	for _, h := range []hash.Hash{s.piece, s.statement} {
		h.Write([]byte(text))
		h.Write([]byte{0})
	}
	s.size++
	s.tokens++
}

func (s *splitter) endStatement() {
	if s.tokens > 0 {
		s.statements = append(s.statements, statement{sum(s.statement.Sum(nil)), s.tokens})
	}
	s.statement.Reset()
	s.tokens = 0
}

func (s *splitter) endPiece() {
	s.endStatement()
	if s.size > 0 {
		s.do(piece{sum(s.piece.Sum(nil)), s.statements})
	}
	s.piece.Reset()
	s.size, s.statements, s.isClass = 0, nil, false
}

// end ends the file.
func (s *splitter) end() { s.endPiece() }
