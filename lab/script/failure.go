package script

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/rule"
)

// A Failure is an expectation that the server did not meet, as values and not as text.
// Package grade makes the story from it.
type Failure struct {
	Expected  Evidence       `json:"expected"`
	Received  Evidence       `json:"received"`
	Mark      int            `json:"mark"`                    // the byte of Received's data where it goes wrong, or -1
	Why       string         `json:"why,omitempty"`           // what is wrong at the mark, or where a rule is broken
	Then      []Bytes        `json:"and_then,omitempty"`      // lines that came after it: the first of them
	More      int            `json:"and_then_more,omitempty"` // how many lines came after those
	AfterStep int            `json:"after_step,omitempty"`    // if it came early: the last step that had done anything to the server by then, as in Step.Number
	CameAt    time.Duration  `json:"came_at_ns,omitempty"`    // with AfterStep: when it came, on the time line of the trace
	Note      string         `json:"note,omitempty"`          // anything else to say
	Server    string         `json:"server,omitempty"`        // how the server ended, if it has
	Clauses   []string       `json:"clauses,omitempty"`       // of the protocol, if it breaks others than its scenario asks for
	Rule      string         `json:"rule,omitempty"`          // the rule that is broken, if it is one
	Conn      string         `json:"conn,omitempty"`          // on whose connection it was seen, if the step does not say
	Witness   string         `json:"witness,omitempty"`       // whose connection shows what it should have been, if one does
	Symptom   lesson.Symptom `json:"symptom,omitempty"`       // what it looks like, if known
	Seeded    *Seeded        `json:"seeded,omitempty"`        // the run in the simulator that broke the rule, if a command line can repeat it
	Waited    time.Duration  `json:"waited_ns"`               // how long the step ran before it was known to fail

	closed bool       // the connection had ended
	shown  []sighting // the bytes of Received first, if the record has them
	ending sighting   // how a connection ended, if one did
	absent []string   // the connections on which nothing came
	many   ofSeveral  // of how many clients this is one

	moments []moment // what it says about earlier moments
}

func (f *Failure) Error() string { return "expected " + f.Expected.String() }

// So is what the failure means, a sentence without a full stop. It is empty if what was received
// says the same.
func (f *Failure) So() string {
	so := f.Symptom.Says()
	if f.Symptom == lesson.Nothing {
		so = ""
	}
	r, broken := rule.Find(f.Rule)
	if !broken {
		return so
	}
	if f.Symptom == r.Symptom || f.Symptom == lesson.Nothing {
		so = cmp.Or(r.Means, so)
	}
	if so != "" && f.Why != "" {
		so += ": "
	}
	return so + f.Why
}

// addNote adds to the note.
func (f *Failure) addNote(note string) {
	if f.Note != "" && note != "" {
		note = "; " + note
	}
	f.Note += note
}

// Evidence is either bytes of the wire, or words if there are no bytes to show.
type Evidence struct {
	Words string `json:"words,omitempty"`
	Data  Bytes  `json:"data,omitempty"`

	text  string // the text of a chat line, if it is one
	brief string // the words, as short as the label of an arrow has to be; empty if they are short
}

func (e Evidence) String() string {
	if e.Words != "" {
		return e.Words
	}
	return layout.Distinct(strconv.Quote(string(e.Data)))
}

// Bytes are bytes of the wire. In JSON they are a string with Go's escapes, so that no
// byte is lost.
type Bytes string

// MarshalText writes the bytes with escapes, without quotes around them.
func (b Bytes) MarshalText() ([]byte, error) {
	quoted := strconv.QuoteToASCII(string(b))
	return []byte(quoted[1 : len(quoted)-1]), nil
}

// label says it on an arrow.
func (e Evidence) label() string { return cmp.Or(e.brief, e.Words+string(e.Data)) }

func words(text string) Evidence { return Evidence{Words: text} }

func inBrief(text, brief string) Evidence { return Evidence{Words: text, brief: brief} }

func raw(l *line) Evidence { return Evidence{Data: Bytes(l.raw) + "\n"} }

// formless says what is wrong with a line that has none of the forms of the protocol.
const formless = "no line of the chat begins like this"

// wrong is the failure of a client that got a line other than the expected one.
func (c *client) wrong(expected Evidence, got *line) *Failure {
	f := Failure{Expected: expected, Received: raw(got), Mark: -1, Waited: c.s.sinceStep()}
	if expected.Words == "" {
		f.Mark, f.Why = difference(string(expected.Data), string(f.Received.Data))
		if got.form == dialect.Other {
			f.Mark, f.Why = 0, formless
		}
	}
	f.sighted(c, got.at)
	c.s.tellArrival(&f, c, got)
	f.Then, f.More = c.after(got)
	f.Symptom = c.symptomOf(expected, got)
	if part := c.s.saidBy(got.from).portionOf(expected.text, got.text); part != "" {
		f.addNote("these are " + part + " of a line that " + got.from + " sent")
	}
	return c.s.failure(f)
}

// seen sets the symptom, if the step knows more than the line alone tells. A crash of the
// server counts more.
func (f *Failure) seen(s lesson.Symptom) *Failure {
	if f.Symptom != lesson.Crash {
		f.Symptom = s
	}
	return f
}

// missing is the failure of a client that did not get what was expected. It shows a line
// that has begun, if there is one, or how the connection ended.
func (c *client) missing(expected Evidence) *Failure {
	return c.lacking(expected, c.nearest(expected))
}

// lacking is missing, and also shows near, a line that somebody may mistake for the expected
// one; nil if there is none.
func (c *client) lacking(expected Evidence, near *line) *Failure {
	c.mu.Lock()
	partial, end, at := string(c.inbox.partial), c.end, c.inbox.at
	c.mu.Unlock()
	f := Failure{Expected: expected, Mark: -1, Symptom: symptomOfEnd(end), closed: end != ""}
	switch {
	case end != "" && near != nil:
		f.Received, f.Note = raw(near), "this line came closest; then "+end
	case end != "":
		f.Received, f.absent = words("nothing more: "+end), []string{c.conn}
		f.showEnd(c)
		if partial != "" && end != endedWithReset { // a reset discards unread bytes, and how many depends on chance
			f.Note = "a line began, and its line feed never came"
			if len(partial) > maxShown {
				f.Note = fmt.Sprintf("a line began, and no line feed came in %d bytes", len(partial))
			}
		}
	case partial != "":
		partial, f.Why = begun(partial)
		f.Received, f.Mark, f.Symptom = Evidence{Data: Bytes(partial)}, len(partial), lesson.HalfALine
	default:
		f.Received, f.absent = words("nothing"), []string{c.conn}
		if near != nil {
			f.Received, f.Note, f.absent = raw(near), "of the lines that came, this one is closest", nil
			if expected.text != "" && near.form == dialect.Other && dialect.SameText(expected.text, strings.TrimSuffix(string(near.raw), "\r")) {
				f.Symptom, f.Note = lesson.Formless, "the text came alone, without what is before it in a chat line"
			}
		}
	}
	if near != nil && len(f.Received.Data) > 0 && f.Mark < 0 {
		switch {
		case expected.Words == "":
			f.Mark, f.Why = difference(string(expected.Data), string(f.Received.Data))
		case near.form == dialect.Other && !near.asks():
			f.Mark, f.Why = 0, formless
		}
	}
	if near != nil {
		at = near.at
	}
	if len(f.Received.Data) > 0 {
		f.sighted(c, at)
	}
	return c.s.failure(f)
}

// nearest returns a line that somebody may mistake for the expected one, and that no step has
// used; nil if there is none. If words were expected, it is a line other than a chat line, or
// any line before the client is in the room. If a line was expected, at least half the bytes
// must be alike.
func (c *client) nearest(expected Evidence) (near *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	most, in := 1+len(expected.Data)/2, c.inbox.admission() != nil
	behind := c.inbox.behindGreeting()
	answered := len(c.inbox.lines) - c.before // lines since it last sent something
	for _, l := range behind[max(0, len(behind)-answered):] {
		switch same := alike(string(expected.Data), string(l.raw)+"\n"); {
		case l.taken || c.s.isMarker(l.text):
		case expected.Words != "" && (l.form == dialect.Other || !in), expected.Words == "" && same >= most:
			near, most = l, max(most, same)
		}
	}
	return near
}

// alike returns how many bytes two lines share at their beginning and at their end.
func alike(a, b string) (n int) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for n < len(a) && a[n] == b[n] {
		n++
	}
	a, b = a[n:], b[n:]
	for i := 1; i <= len(a) && a[len(a)-i] == b[len(b)-i]; i++ {
		n++
	}
	return n
}

// begun returns what a failure shows of a line that is not complete, and what is wrong
// with it.
func begun(partial string) (shown, why string) {
	if len(partial) <= maxShown {
		return partial, "no line feed came: the line is not complete"
	}
	return layout.Head(partial, maxShown), fmt.Sprintf("no line feed came in %d bytes", len(partial))
}

// maxShown is how many bytes of a line without an end a failure keeps.
const maxShown = 256

// evidenceTime is how long a failing step collects what else comes. No verdict depends on
// it: the step has already failed.
const evidenceTime = 60 * time.Millisecond

// endTime is how long a failure waits to see whether the server has ended. Interpreters
// need a moment to end.
const endTime = 500 * time.Millisecond

// maxThen is how many further lines a failure shows.
const maxThen = 3

// after returns the first lines that came after the wrong line, and how many more came.
func (c *client) after(wrong *line) (then []Bytes, more int) {
	c.glimpse(evidenceTime, func(*inbox) bool { return false })
	_, behind := c.around(wrong)
	for _, l := range behind {
		switch {
		case c.s.isMarker(l.text):
		case len(then) < maxThen:
			then = append(then, Bytes(l.raw)+"\n")
		default:
			more++
		}
	}
	return then, more
}

// difference finds the first byte where got differs from want, and says what is there.
// Both end with an LF.
func difference(want, got string) (mark int, why string) {
	for mark < len(want) && mark < len(got) && want[mark] == got[mark] {
		mark++
	}
	switch {
	case mark < len(got) && got[mark] == '\n':
		return mark, fmt.Sprintf("byte %d: the line ends here", mark)
	case mark < len(want) && want[mark] == '\n':
		return mark, fmt.Sprintf("byte %d: the line should end here", mark)
	}
	return mark, fmt.Sprintf("byte %d: the first difference", mark)
}
