package script

import (
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// symptomOf says what is to be seen in a line that came where another was
// expected, or none.
func (c *client) symptomOf(expected Evidence, got *line) lesson.Symptom {
	before, behind := c.around(got)
	switch {
	case got.form == dialect.Other:
		return lesson.Foreign // also the second half of a line: it has no name before it
	case isPiece(got.text, expected.text):
		return lesson.HalfALine
	case contains(before, string(got.raw)):
		return lesson.Doubled
	case expected.Data != "" && contains(behind, strings.TrimSuffix(string(expected.Data), "\n")):
		return lesson.OutOfOrder
	case expected.text == "" && got.form.Said():
		return lesson.Foreign // nothing was to come
	}
	return ""
}

// around returns the lines that the client received before a line, and behind.
func (c *client) around(at *line) (before, behind []*line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, l := range c.inbox.lines {
		if l == at {
			return c.inbox.lines[:i], c.inbox.lines[i+1:]
		}
	}
	return nil, nil
}

func contains(lines []*line, raw string) bool {
	for _, l := range lines {
		if string(l.raw) == raw {
			return true
		}
	}
	return false
}

// isPiece reports whether text is a part of what was to come, and not all.
func isPiece(text, whole string) bool {
	return text != "" && text != whole && strings.Contains(whole, text)
}

// How the server's side of a connection ends.
const (
	endedWithFin   = "the server closed the connection"
	endedWithReset = "the server reset the connection"
)

// symptomOfEnd says what is to be seen in the way a connection ended.
func symptomOfEnd(end string) lesson.Symptom {
	switch end {
	case endedWithFin:
		return lesson.EarlyClose
	case endedWithReset:
		return lesson.Reset
	case "":
		return lesson.Nothing
	}
	return ""
}
