package alike

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A lexer finds the tokens of a text. It looks at each byte a bounded number of times.
type lexer struct {
	language
	text []byte // what is left of it
	do   func(token)

	column  int // of the first byte that is left
	between bool
	depth   int // open brackets
}

// run calls do for each token.
func (l *lexer) run() {
	l.column, l.between = 0, true
	for len(l.text) > 0 {
		size := l.next()
		l.moved(l.text[:size])
		l.text = l.text[size:]
	}
}

// moved keeps the column up to date.
func (l *lexer) moved(over []byte) {
	if at := bytes.LastIndexByte(over, '\n'); at >= 0 {
		l.column, l.between = len(over)-at-1, true
		return
	}
	l.column += len(over)
}

// emit passes a token on.
func (l *lexer) emit(text string) {
	switch text {
	case "(", "[", "{":
		l.depth++
	case ")", "]", "}":
		l.depth = max(l.depth-1, 0)
	}
	t := token{text, inside}
	if l.between {
		t.column, l.between = l.column, false
	}
	l.do(t)
}

// next passes on the token at the start of the text, if one is there, and returns how many
// bytes are done with.
func (l *lexer) next() int {
	r, size := utf8.DecodeRune(l.text)
	switch {
	case unicode.IsSpace(r):
		return size
	case l.lines && r == '\\' && bytes.HasPrefix(l.text, []byte("\\\n")):
		l.text = l.text[2:] // the line goes on
		return 0
	}
	if size := l.comments(); size > 0 {
		return size
	}
	if before, ok := l.quoteAfter(); ok {
		return l.quoted(before)
	}
	switch {
	case '0' <= r && r <= '9':
		l.emit(literal)
		return l.length(func(r rune) bool { return isWord(r) || r == '.' })
	case isWord(r):
		size := l.length(isWord)
		if word := string(l.text[:size]); keywords[word] {
			l.emit(word)
		} else {
			l.emit(name)
		}
		return size
	}
	l.emit(string(l.text[:size]))
	return size
}

func isWord(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// length returns how many bytes at the start of the text belong to a token.
func (l *lexer) length(belongs func(rune) bool) int {
	n := 0
	for n < len(l.text) {
		r, size := utf8.DecodeRune(l.text[n:])
		if !belongs(r) {
			break
		}
		n += size
	}
	return n
}

// comments returns the length of a comment at the start of the text; 0 if there is none.
func (l *lexer) comments() int {
	if from, to := []byte(l.block[0]), []byte(l.block[1]); len(from) > 0 && bytes.HasPrefix(l.text, from) {
		return l.upTo(len(from), to)
	}
	for _, sign := range l.comment {
		if bytes.HasPrefix(l.text, []byte(sign)) {
			if at := bytes.IndexByte(l.text, '\n'); at >= 0 {
				return at
			}
			return len(l.text)
		}
	}
	return 0
}

// upTo returns the length up to and including an end, which is looked for from an offset.
func (l *lexer) upTo(from int, end []byte) int {
	if at := bytes.Index(l.text[from:], end); at >= 0 {
		return from + at + len(end)
	}
	return len(l.text)
}

// quoteAfter returns how many letters are before a quote at the start of the text, such as those
// of r"a". It is false if there is none.
func (l *lexer) quoteAfter() (letters int, ok bool) {
	for letters < min(maxPrefix, len(l.text)) && strings.IndexByte(l.prefix, l.text[letters]) >= 0 {
		letters++
	}
	return letters, letters < len(l.text) && strings.IndexByte(l.quotes, l.text[letters]) >= 0
}

// maxPrefix is how many letters may be before a quote.
const maxPrefix = 2

// quoted passes on a text in quotes, unless it is a comment, and returns its length. Before is how
// many letters are before its quote.
func (l *lexer) quoted(before int) int {
	if l.lifetime && l.text[0] == '\'' && !isCharacter(l.text) {
		l.emit("'")
		return 1
	}
	length := l.quotedLength(before)
	runs := bytes.ContainsAny(l.text[:before], formatted)
	if !l.docs || runs || !l.between || l.depth > 0 || !endsLine(l.text[length:]) {
		l.emit(literal)
	}
	return length
}

// formatted are the letters before the quote of a text that has code in it, which runs.
const formatted = "fFtT"

// quotedLength returns the length of a text whose first quote is at a place. One without an end goes
// on to the end of its line, or of the file if it may have line feeds.
func (l *lexer) quotedLength(at int) int {
	quote := l.text[at]
	if three := bytes.Repeat([]byte{quote}, 3); l.triple && bytes.HasPrefix(l.text[at:], three) {
		return l.upTo(at+3, three)
	}
	raw := strings.IndexByte(l.raw, quote) >= 0
	for n := at + 1; n < len(l.text); n++ {
		switch b := l.text[n]; {
		case b == quote:
			return n + 1
		case b == '\\':
			n++
		case b == '\n' && !raw:
			return n
		}
	}
	return len(l.text)
}

// endsLine reports whether nothing but a comment is left of the line. A line of many blanks does
// not end here: it would be looked at again and again.
func endsLine(text []byte) bool {
	const mostBlanks = 100
	for _, b := range text[:min(len(text), mostBlanks)] {
		switch b {
		case ' ', '\t', '\r':
		case '\n', '#':
			return true
		default:
			return false
		}
	}
	return len(text) < mostBlanks
}

// isCharacter reports whether text begins with a character in single quotes.
func isCharacter(text []byte) bool {
	if len(text) > 1 && text[1] == '\\' {
		return true
	}
	_, size := utf8.DecodeRune(text[1:])
	return len(text) > 1+size && text[1+size] == '\''
}
