package marks

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// A span is a cell in the bytes of a file: with its quotes, if it has some.
type span struct{ from, to int }

// cellsOf finds the cells of each line of a CSV file (RFC 4180), as places in its bytes. So a
// cell can be replaced, and everything else stays as it is. A line is at least one cell.
func cellsOf(text []byte, separator byte) (lines [][]span, err error) {
	var cells []span
	for at := 0; at < len(text); {
		to, err := cellEnd(text, at, separator)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", 1+bytes.Count(text[:at], []byte("\n")), err)
		}
		cells = append(cells, span{at, to})
		if at = to; at < len(text) && text[at] == separator {
			if at++; at < len(text) {
				continue
			}
			cells = append(cells, span{at, at}) // the file ends with an empty cell
		}
		lines, cells = append(lines, cells), nil
		at += lineEnd(text[at:])
	}
	return lines, nil
}

// cellEnd finds the end of the cell that begins at a place.
func cellEnd(text []byte, at int, separator byte) (end int, err error) {
	if text[at] == '"' {
		for at++; ; at++ {
			quote := bytes.IndexByte(text[at:], '"')
			if quote < 0 {
				return 0, errors.New("a quote does not end")
			}
			if at += quote + 1; at == len(text) || text[at] != '"' {
				break
			}
		}
		if at < len(text) && text[at] != separator && lineEnd(text[at:]) == 0 {
			return 0, errors.New("more follows a quoted cell")
		}
		return at, nil
	}
	for at < len(text) && text[at] != separator && lineEnd(text[at:]) == 0 {
		at++
	}
	return at, nil
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

// value returns what is in a cell.
func (s span) value(text []byte) string {
	raw := string(text[s.from:s.to])
	if inside, ok := strings.CutPrefix(raw, `"`); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inside, `"`), `""`, `"`)
	}
	return raw
}
