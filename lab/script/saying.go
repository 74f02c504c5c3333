package script

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// A saying is what a client has sent after its name, from the record. Compared with a line
// that was heard, it tells whether that line was changed, broken off, or another one.
type saying struct {
	lines  []string // complete lines, without their line ends
	tail   string   // the beginning of a line that has no line feed yet
	sent   string   // all bytes, the name included
	breaks []int    // where in sent a write ended, or a piece that the path handed to the server
}

// saidBy returns what the last client of that name has sent. If roomName holds the two
// names of private text, it returns only the private text of the first. It is nil if
// nobody knows what was sent, as for a client program.
func (s *session) saidBy(roomName string) *saying {
	if from, to := dialect.Parties(roomName); to != "" {
		return s.saidBy(from).inPrivate()
	}
	var speaker *client
	for _, c := range s.everyone() {
		if c.named() && c.roomName == roomName {
			speaker = c
		}
	}
	if speaker == nil {
		return nil
	}
	return s.saidOn(speaker)
}

// saidOn returns what a client has said. Another client may have given the same name.
func (s *session) saidOn(speaker *client) *saying {
	said := &saying{}
	var sent strings.Builder
	handed := 0 // bytes that the path has handed to the server
	for _, e := range s.recorder.Log().All() {
		switch {
		case e.Conn != speaker.conn || e.Kind != trace.Data || len(e.Data) == 0:
		case e.Dir == trace.ToServer:
			sent.Write(e.Data)
			said.breaks = append(said.breaks, sent.Len())
		case e.Dir == trace.FarToServer:
			handed += len(e.Data)
			said.breaks = append(said.breaks, handed)
		}
	}
	said.sent = sent.String()
	_, rest, _ := strings.Cut(said.sent, "\n")
	lines := strings.Split(rest, "\n")
	said.tail = lines[len(lines)-1]
	for _, l := range lines[:len(lines)-1] {
		said.lines = append(said.lines, s.dialect.TextIn(strings.TrimSuffix(l, "\r")))
	}
	return said
}

// inPrivate returns the private text in it, to any receiver.
func (s *saying) inPrivate() *saying {
	if s == nil {
		return nil
	}
	private := &saying{tail: privateText(s.tail), sent: s.sent, breaks: s.breaks}
	for _, l := range s.lines {
		if text := privateText(l); text != "" { // else nobody should hear it, and an empty line is not private text
			private.lines = append(private.lines, text)
		}
	}
	return private
}

// privateText is the text of a command /msg NAME TEXT; empty if the line is not one.
func privateText(line string) string {
	rest, _ := strings.CutPrefix(line, "/msg ")
	_, text, _ := strings.Cut(rest, " ")
	if rest == line {
		return ""
	}
	return text
}

// before reports whether both texts are lines that were sent, the first before the second.
func (s *saying) before(first, second string) bool {
	if s == nil {
		return false
	}
	i, j := slices.Index(s.lines, first), slices.Index(s.lines, second)
	return i >= 0 && j > i
}

// torn reports whether a line is a part of a line other than the expected one. Its
// beginning or its end is missing, or it is a broken line of a flood.
func (s *saying) torn(whole string, got *line) bool {
	if s == nil || s.whole(got.text) {
		return false
	}
	if isOfFlood(got.text) {
		return floodNumber(got.text) == 0
	}
	return slices.ContainsFunc(s.lines, func(l string) bool {
		long := len(got.text) >= longLine
		much := len(got.text) >= leastTorn && len(l) >= len(got.text)+leastTorn
		return l != whole && (much || long) && (isPart(got.text, l) || isPart(got.text, wire.Clean(l)))
	})
}

// leastTorn is the least number of bytes that a part of a line must have. As many bytes
// must be missing from the line, if it is not long: two short lines may be alike by chance.
const leastTorn = 8

// longLine is the least number of bytes of a long line. A story can't show all of it, so it
// tells its length.
const longLine = 128

// isPart reports whether a text is the beginning or the end of a line, and not all of it.
func isPart(text, line string) bool {
	return text != "" && text != line && (strings.HasPrefix(line, text) || strings.HasSuffix(line, text))
}

// portion says how many bytes of a long line came; empty if the line is not long, or if the
// text is neither all of it nor its beginning or end.
func portion(text, line string) string {
	switch {
	case len(line) < longLine:
		return ""
	case text == line:
		return fmt.Sprintf("all %d bytes", len(line))
	case !isPart(text, line):
		return ""
	case strings.HasPrefix(line, text):
		return fmt.Sprintf("the first %d of the %d bytes", len(text), len(line))
	}
	return fmt.Sprintf("the last %d of the %d bytes", len(text), len(line))
}

// portionOf says how much of a long line a text is, if it is a part of a line other than the
// expected one; empty if it is not.
func (s *saying) portionOf(whole, text string) string {
	if s == nil || s.whole(text) {
		return ""
	}
	for _, l := range slices.Backward(s.lines) {
		if part := portion(text, l); part != "" && l != whole {
			return part
		}
	}
	return ""
}

// whole reports whether a text is a whole line that was sent, unchanged or cleaned.
func (s *saying) whole(text string) bool {
	return s != nil && slices.ContainsFunc(s.lines, func(l string) bool { return dialect.SameText(l, text) })
}

func (s *saying) times(text string) (n int) {
	if s == nil {
		return 0
	}
	for _, l := range s.lines {
		if l == text {
			n++
		}
	}
	return n
}

// tooOften reports whether a line was heard more often than it was sent. If nobody knows
// how often it was sent, it counts as once.
func (s *saying) tooOften(before []*line, got *line) bool {
	heard, sent := 1, 1
	for _, l := range before {
		if bytes.Equal(l.raw, got.raw) {
			heard++
		}
	}
	if s != nil {
		sent = s.times(got.text)
	}
	return sent > 0 && heard > sent
}

// broken reports whether a line is a part of the expected line. It breaks off, or begins,
// where a write or a piece ended, or the rest came after it as a line of its own. That the
// rest has come by now depends on chance, so the record of what was sent is asked first.
func (s *saying) broken(whole string, got *line, behind []*line) bool {
	if s == nil || got.text == "" || got.text == whole {
		return false
	}
	if rest, ok := strings.CutPrefix(whole, got.text); ok {
		return s.breaksAt(got.text, rest) || restCame(rest, got.from, behind)
	}
	if lost, ok := strings.CutSuffix(whole, got.text); ok {
		return s.breaksAt(lost, got.text)
	}
	return false
}

// breakBytes is how many bytes on each side of a break are compared to find it in what was
// sent.
const breakBytes = 8

// breaksAt reports whether a write or a piece ended with the text before a break, and the
// text after it was sent next.
func (s *saying) breaksAt(before, behind string) bool {
	before, behind = before[max(0, len(before)-breakBytes):], behind[:min(len(behind), breakBytes)]
	for _, at := range s.breaks {
		if at >= len(s.sent) {
			continue // nothing was sent after it
		}
		end, next := s.sent[max(0, at-breakBytes):at], s.sent[at:min(len(s.sent), at+breakBytes)]
		if alikeAtEnd(before, end) && alikeAtStart(behind, next) {
			return true
		}
	}
	return false
}

func alikeAtEnd(a, b string) bool   { return strings.HasSuffix(a, b) || strings.HasSuffix(b, a) }
func alikeAtStart(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// restCame reports whether the next thing from the speaker is the rest of a line, or the
// beginning of that rest. Spaces at either end do not count: some servers trim what they
// take for a line, and others do not.
func restCame(rest, from string, behind []*line) bool {
	begins := func(text string) bool {
		text = strings.TrimSpace(text)
		return text != "" && strings.HasPrefix(strings.TrimSpace(rest), text)
	}
	for _, l := range behind {
		switch {
		case l.form == dialect.Other:
			return begins(string(l.raw))
		case l.form.Said() && l.from == from:
			return begins(l.text)
		}
	}
	return false
}
