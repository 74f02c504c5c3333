package dialect

import (
	"bytes"
	"cmp"
	"regexp"
	"strings"
	"unicode"
)

// This file finds names in lines: on a list of who is in the room, and in a notice.

// Lists reports whether a name is on a list of who is in the room. It does not matter what
// notices look like.
func (d *Dialect) Lists(list []byte, name string) bool {
	return hasWord(d.ListPart(list), strings.ToValidUTF8(name, "\uFFFD"))
}

// ListPart is the part of a list that has the names in it: the group names of the pattern list,
// or else the whole line, in which any word may be a name. A list of several lines has one
// part in each.
func (d *Dialect) ListPart(list []byte) []byte {
	if d.List == nil {
		return list
	}
	var parts [][]byte
	for line := range bytes.Lines(list) {
		if m := d.find(d.List, trimCR(bytes.TrimSuffix(line, []byte("\n")))); m != nil {
			parts = append(parts, m[d.List.SubexpIndex("names")])
		}
	}
	if parts == nil {
		return list
	}
	return bytes.Join(parts, []byte(" "))
}

// IsPartOfList reports whether a line is one of the lines of a list that has several.
func (d *Dialect) IsPartOfList(line []byte) bool {
	return d.ListEach && d.matches(d.List, trimCR(line))
}

// betweenNames reports whether a character separates the names in a list.
func betweenNames(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// IsAbout reports whether a line is a notice about the person of that name.
func (d *Dialect) IsAbout(line []byte, name string) bool {
	line = trimCR(line)
	if d.About != "" {
		if !d.mayTryAbout(name, line) {
			return false
		}
		pattern, err := regexp.Compile(fill(d.About, "{name}", quote(name)))
		return err == nil && pattern.Match(line) // Parse has already compiled it once
	}
	return d.matches(cmp.Or(d.Notice, notice()), line) && hasWord(line, strings.ToValidUTF8(name, "\uFFFD"))
}

// hasWord reports whether a line contains a name as a word, with what regexp calls \b at
// both ends. There are too many names to compile a pattern for each.
func hasWord(line []byte, name string) bool {
	for from := 0; from <= len(line); from++ {
		at := bytes.Index(line[from:], []byte(name))
		if at < 0 {
			return false
		}
		from += at
		if wordBoundary(line, from) && wordBoundary(line, from+len(name)) {
			return true
		}
	}
	return false
}

func wordBoundary(line []byte, at int) bool {
	before := at > 0 && isWord(rune(line[at-1]))
	after := at < len(line) && isWord(rune(line[at]))
	return before != after
}

// Words returns the words of a line: the names that it could be about.
func Words(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return !isWord(r) })
}

func isWord(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// quote returns a pattern that matches a name as a server can show it.
func quote(name string) string {
	return regexp.QuoteMeta(strings.ToValidUTF8(name, "\uFFFD"))
}
