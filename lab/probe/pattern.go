package probe

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	aName = `\w+`
	aText = `.*`
)

// general returns a pattern of a line, in which some parts may be anything.
func general(line string, parts ...part) string {
	var pattern strings.Builder
	grouped := map[string]bool{} // a pattern can have a group only once
	for line != "" {
		at, found := len(line), part{}
		for _, p := range parts {
			if i := strings.Index(line, p.text); p.text != "" && i >= 0 && i < at {
				at, found = i, p
			}
		}
		pattern.WriteString(literal(line[:at]))
		if found.group == "" || grouped[found.group] {
			pattern.WriteString(found.pattern)
		} else {
			fmt.Fprintf(&pattern, "(?P<%s>%s)", found.group, found.pattern)
			grouped[found.group] = true
		}
		line = line[at+len(found.text):]
	}
	return pattern.String()
}

// literal returns a pattern of a text. Numbers may be any number: times, ports and counts
// differ from line to line. What can't be seen is escaped, since the pattern comes to a terminal
// and into a file. So are bytes that are not UTF-8: for package regexp each of them is U+FFFD.
func literal(text string) string {
	var pattern strings.Builder
	isDigit := func(r rune) bool { return '0' <= r && r <= '9' }
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case isDigit(r):
			pattern.WriteString(`\d+`)
			text = strings.TrimLeftFunc(text, isDigit)
			continue
		case r == utf8.RuneError || !unicode.IsPrint(r):
			fmt.Fprintf(&pattern, `\x{%X}`, r)
		default:
			pattern.WriteString(regexp.QuoteMeta(text[:size]))
		}
		text = text[size:]
	}
	return pattern.String()
}

// A part of a line, and the pattern that takes its place: as a group, if it has a name.
type part struct {
	text, pattern, group string
}

// anchored returns a pattern of a whole line that looks like any of these, after a prefix.
func anchored(prefix string, patterns []string) string {
	patterns = unique(patterns)
	if len(patterns) == 1 {
		return "^" + prefix + patterns[0] + "$"
	}
	return "^" + prefix + "(" + strings.Join(patterns, "|") + ")$"
}

// listed returns the part of a line from the first to the last of some names, or an empty
// text if one of them is not in it.
func listed(line string, names []string) string {
	for _, name := range names {
		if !strings.Contains(line, name) {
			return ""
		}
	}
	return span(line, names)
}

// span returns the part of a line from the first to the last of those names that are in it.
func span(line string, names []string) string {
	first, last := len(line), 0
	for _, name := range names {
		if at := strings.Index(line, name); at >= 0 {
			first, last = min(first, at), max(last, strings.LastIndex(line, name)+len(name))
		}
	}
	if first > last {
		return ""
	}
	return line[first:last]
}

// matches reports whether a line looks like a pattern that this package made.
func matches(pattern, line string) bool {
	re, err := regexp.Compile(pattern)
	return err == nil && re.MatchString(line)
}
