package class

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/rawcsv"
	"chatlab/server/wire"
)

// A row is a line of a CSV file. It has at least one cell.
type row struct {
	line  int
	cells []string // trimmed; not cleaned until clean is called
}

// clean cleans the cells of known columns, so that they can't control a terminal. All others may
// have any text, such as what a student handed in with Moodle.
func (r row) clean(columns map[int]int) error {
	for _, at := range slices.Sorted(maps.Values(columns)) {
		if at >= len(r.cells) {
			break
		}
		if cell := r.cells[at]; len(cell) > maxCell || strings.ContainsAny(cell, "\r\n") {
			return fmt.Errorf("column %d has several lines or more than %d bytes; is a quote missing?", at+1, maxCell)
		}
		r.cells[at] = strings.TrimSpace(wire.Clean(r.cells[at]))
	}
	return nil
}

// readCells reads a CSV file from the line with the headings on. An error begins with a line
// number or a space.
func readCells(text []byte) (rows []row, err error) {
	if len(text) > maxRoster {
		return nil, fmt.Errorf(" the file has more than %d bytes; this is not a roster", maxRoster)
	}
	if text, err = asUTF8(text); err != nil {
		return nil, err
	}
	from, separator := start(text)
	line := 1 + rawcsv.LineEnds(text[:from])
	text = text[from:]
	lines, err := rawcsv.Read(text, separator)
	if wrong := new(rawcsv.Error); errors.As(err, &wrong) {
		return nil, fmt.Errorf("%d: %s; is a quote missing? One inside of quotes is written twice", line-1+wrong.Line, wrong.What)
	}
	at := 0
	for _, cells := range lines {
		from := cells[0].From
		line, at = line+rawcsv.LineEnds(text[at:from]), from
		if r := (row{line, values(cells, text)}); len(r.cells) > 1 || r.cells[0] != "" {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil, errors.New(" the file is empty; its first line has headings, such as name,id,email,login")
	}
	return rows, nil
}

func values(cells []rawcsv.Cell, text []byte) (all []string) {
	for _, cell := range cells {
		all = append(all, strings.TrimSpace(cell.Value(text)))
	}
	return all
}

const howToSave = "save it as CSV UTF-8"

// asUTF8 returns a text without a byte order mark. UTF-16 is converted, because its mark names it.
// Nothing else is: a wrong guess would give students wrong names.
func asUTF8(text []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(text)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			return nil, errors.New(" this is UTF-16, but damaged; " + howToSave)
		}
		return text, nil
	case bytes.HasPrefix(text, []byte("PK\x03\x04")), bytes.HasPrefix(text, []byte("\xd0\xcf\x11\xe0")):
		return nil, errors.New(" this is a spreadsheet; " + howToSave)
	case bytes.IndexByte(text, 0) >= 0:
		return nil, errors.New(" this is UTF-16 without its mark, or no text; " + howToSave)
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return nil, fmt.Errorf("%d: this line is not UTF-8, but perhaps Windows-1252; %s", 1+rawcsv.LineEnds(text[:at]), howToSave)
		}
		at += size
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), nil
}

// saysSeparator matches the line with which Excel says what is between the cells.
var saysSeparator = lazyregexp.New(`^(?i:"?sep=([,;\t])"?)(?:\r\n|\r|\n|$)`)

// start returns where the line with the headings begins, and what is between the cells. That is
// the first line that is not empty, unless it has no heading that we know and a line below has
// two: then the lines above are titles.
func start(text []byte) (from int, separator byte) {
	var said byte
	if found := saysSeparator().FindSubmatchIndex(text); found != nil {
		from, said = found[1], text[found[2]]
	}
	at := from
	for n := range maxTitles + 1 {
		at += len(text[at:]) - len(bytes.TrimLeft(text[at:], "\r\n"))
		now := cmp.Or(said, mostOften(text[at:]))
		if n == 0 {
			separator = now
		}
		lines, err := rawcsv.Read(text[at:], now)
		if len(lines) == 0 && err == nil {
			break
		}
		if err == nil && len(headings(values(lines[0], text[at:]))) >= min(n+1, 2) {
			return at, now
		}
		at += max(0, bytes.IndexAny(text[at:], "\r\n"))
	}
	return from, separator
}

// mostOften returns what is between the cells of the first line.
func mostOften(text []byte) byte {
	if end := bytes.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	best, most := byte(','), 0
	for _, c := range []byte(",;\t") {
		if n := bytes.Count(text, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}
