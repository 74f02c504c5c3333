package script

import (
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// symptomOf returns the symptom of a line that came when another one, or nothing, was
// expected; empty if there is none.
func (c *client) symptomOf(expected Evidence, got *line) lesson.Symptom {
	before, behind := c.around(got)
	said := c.s.saidBy(got.from)
	switch {
	case got.form == dialect.Other:
		return lesson.Formless // also the second half of a line, which has no name before it
	case !got.form.Said() && contains(before, got):
		return lesson.Doubled
	case !got.form.Said():
		return lesson.Foreign
	case expected.text == "":
		return said.uncalledFor(before, got)
	case said.broken(expected.text, got, behind), said.torn(expected.text, got):
		return lesson.HalfALine
	case said.tooOften(before, got):
		return lesson.Doubled
	case said.before(got.text, expected.text):
		return lesson.Foreign // it was said before the expected line, and was for others
	case said.whole(got.text) && containsText(behind, got.from, expected.text):
		return lesson.OutOfOrder
	case said.before(expected.text, got.text):
		return lesson.Skipped
	case said != nil:
		return lesson.Altered
	}
	return ""
}

// uncalledFor returns the symptom of a line that somebody heard but should not hear.
func (s *saying) uncalledFor(before []*line, got *line) lesson.Symptom {
	switch {
	case s != nil && got.text != "" && got.text == s.tail, s.torn("", got):
		return lesson.HalfALine // it was never ended
	case s.tooOften(before, got):
		return lesson.Doubled
	case strings.HasPrefix(got.text, "/") && s.whole(got.text):
		return lesson.PassedOn
	}
	return lesson.Foreign
}

// around returns the lines that the client received before a line, and after it.
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

func contains(lines []*line, wanted *line) bool {
	for _, l := range lines {
		if string(l.raw) == string(wanted.raw) {
			return true
		}
	}
	return false
}

func containsText(lines []*line, from, text string) bool {
	for _, l := range lines {
		if l.form.Said() && l.from == from && l.text == text {
			return true
		}
	}
	return false
}

// How the server's side of a connection ends.
const (
	endedWithFin   = "the server closed the connection"
	endedWithReset = "the server reset the connection"
)

// symptomOfEnd returns the symptom of the way a connection ended.
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
