// Package rawcsv finds the cells of a CSV file (RFC 4180) as places in its bytes. So a cell can
// be replaced, and everything else stays as it is. It has one file.
//
// It is stricter than most readers where a quote is missing: the lines that such a cell would
// swallow may be students. It knows all line ends: LF, CR LF and CR.
package rawcsv

import (
	"bytes"
	"fmt"
	"strings"
)

// A Cell is the place of a cell in the bytes of a file: with its quotes, if it has some.
type Cell struct{ From, To int }

// An Error says what is wrong in which line, from 1.
type Error struct {
	Line int
	What string // such as "a quote does not end"
}

// Error has the line and what is wrong in it.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// Read finds the cells of each line. A line has at least one cell: an empty line has an empty
// one. A quote inside of a cell that does not begin with one is a character like others. An error
// is an *Error.
func Read(text []byte, separator byte) (lines [][]Cell, err error) {
	var cells []Cell
	for at := 0; at < len(text); {
		to, wrong := cellEnd(text, at, separator)
		if wrong != "" {
			return nil, &Error{1 + LineEnds(text[:at]), wrong}
		}
		cells = append(cells, Cell{at, to})
		if at = to; at < len(text) && text[at] == separator {
			if at++; at < len(text) {
				continue
			}
			cells = append(cells, Cell{at, at}) // the file ends with an empty cell
		}
		lines, cells = append(lines, cells), nil
		at += lineEnd(text[at:])
	}
	return lines, nil
}

// cellEnd finds the end of the cell that begins at a place, or says what is wrong with it.
func cellEnd(text []byte, at int, separator byte) (end int, wrong string) {
	if text[at] == '"' {
		for at++; ; at++ {
			quote := bytes.IndexByte(text[at:], '"')
			if quote < 0 {
				return 0, "a quote does not end"
			}
			if at += quote + 1; at == len(text) || text[at] != '"' {
				break
			}
		}
		if at < len(text) && text[at] != separator && lineEnd(text[at:]) == 0 {
			return 0, "more follows a quoted cell"
		}
		return at, ""
	}
	for at < len(text) && text[at] != separator && lineEnd(text[at:]) == 0 {
		at++
	}
	return at, ""
}

// lineEnd returns how many bytes end the line here.
func lineEnd(text []byte) int {
	switch {
	case bytes.HasPrefix(text, []byte("\r\n")):
		return 2
	case len(text) > 0 && (text[0] == '\n' || text[0] == '\r'):
		return 1
	}
	return 0
}

// LineEnds counts the line ends in a text, those inside of cells included.
func LineEnds(text []byte) int {
	return bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) - bytes.Count(text, []byte("\r\n"))
}

// Value returns what is in a cell, without its quotes.
func (c Cell) Value(text []byte) string {
	raw := string(text[c.From:c.To])
	if inside, ok := strings.CutPrefix(raw, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inside, `"`), `""`, `"`)
	}
	return raw
}
