package script

import (
	"fmt"
	"strconv"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
)

// A Failure is an expectation that the server did not meet: values, not
// printed text. Package grade makes the story from it.
type Failure struct {
	Expected Evidence       `json:"expected"`
	Received Evidence       `json:"received"`
	Mark     int            `json:"mark"`               // where Received goes wrong: a byte of its data, or -1
	Why      string         `json:"why,omitempty"`      // what is wrong at the mark
	Then     []Bytes        `json:"and_then,omitempty"` // lines that came after it
	Note     string         `json:"note,omitempty"`     // what else there is to say
	Server   string         `json:"server,omitempty"`   // what became of the server, if it has ended
	Rule     string         `json:"rule,omitempty"`     // which rule is broken, if it is one
	Conn     string         `json:"conn,omitempty"`     // on whose connection it was seen, where the step does not say
	Symptom  lesson.Symptom `json:"symptom,omitempty"`  // what is to be seen, where that can be told
	Seeded   *Seeded        `json:"seeded,omitempty"`   // the run in the simulator that broke the rule, if the command line reaches it
	Waited   time.Duration  `json:"waited_ns"`          // how long the step had run when it was known to fail

	closed bool // the connection had ended
}

func (f *Failure) Error() string { return "expected " + f.Expected.String() }

// addNote adds to what else there is to say.
func (f *Failure) addNote(note string) {
	if f.Note != "" && note != "" {
		note = "; " + note
	}
	f.Note += note
}

// Evidence is either bytes of the wire or, where there are none to show, words.
type Evidence struct {
	Words string `json:"words,omitempty"`
	Data  Bytes  `json:"data,omitempty"`

	text string // what somebody says in that line, if it is one
}

func (e Evidence) String() string {
	if e.Words != "" {
		return e.Words
	}
	return strconv.Quote(string(e.Data))
}

// Bytes are bytes of the wire. In JSON they are a string with Go's escapes,
// so that every byte can be told.
type Bytes string

// MarshalText writes the bytes with escapes, without quotes around.
func (b Bytes) MarshalText() ([]byte, error) {
	quoted := strconv.QuoteToASCII(string(b))
	return []byte(quoted[1 : len(quoted)-1]), nil
}

func words(text string) Evidence { return Evidence{Words: text} }

func raw(l *line) Evidence { return Evidence{Data: Bytes(l.raw) + "\n"} }

// wrong is the failure of a client that got another line than expected.
func (c *client) wrong(expected Evidence, got *line) *Failure {
	f := Failure{Expected: expected, Received: raw(got), Mark: -1, Waited: c.s.sinceStep()}
	if expected.Words == "" {
		f.Mark, f.Why = difference(string(expected.Data), string(f.Received.Data))
		if got.form == dialect.Other {
			f.Mark, f.Why = 0, "no line of the chat begins like this"
		}
	}
	f.Then = c.after(got)
	f.Symptom = c.symptomOf(expected, got)
	return c.s.failure(f)
}

// seen sets the symptom, where the step knows more than the line alone tells. A crash
// of the server counts more.
func (f *Failure) seen(s lesson.Symptom) *Failure {
	if f.Symptom != lesson.Crash {
		f.Symptom = s
	}
	return f
}

// missing is the failure of a client that got nothing of what was expected.
// It shows the line that has begun, if one has, or how the connection ended.
func (c *client) missing(expected Evidence) *Failure {
	return c.lacking(expected, c.nearest(expected))
}

// lacking is missing, with the line that might be taken for what was expected: nil,
// if there is none.
func (c *client) lacking(expected Evidence, near *line) *Failure {
	c.mu.Lock()
	partial, end := string(c.inbox.partial), c.end
	c.mu.Unlock()
	f := Failure{Expected: expected, Mark: -1, Symptom: symptomOfEnd(end), closed: end != ""}
	switch {
	case end != "" && near != nil:
		f.Received, f.Note = raw(near), "this line came closest; then "+end
	case end != "":
		f.Received = words("nothing more: " + end)
		if partial != "" && end != endedWithReset { // a reset throws away what was not read, and how much that is depends on chance
			f.Note = "a line began, and its line feed never came"
			if len(partial) > maxShown {
				f.Note = fmt.Sprintf("a line began, and no line feed came in %d bytes", len(partial))
			}
		}
	case partial != "":
		partial, f.Why = begun(partial)
		f.Received, f.Mark, f.Symptom = Evidence{Data: Bytes(partial)}, len(partial), lesson.HalfALine
	default:
		f.Received = words("nothing")
		if near != nil {
			f.Received, f.Note = raw(near), "of the lines that came, this one is closest"
		}
	}
	if near != nil && len(f.Received.Data) > 0 && f.Mark < 0 && expected.Words == "" {
		f.Mark, f.Why = difference(string(expected.Data), string(f.Received.Data))
	}
	return c.s.failure(f)
}

// nearest returns the line that somebody might take for what was expected, and that
// no step has asked for: nil, if there is none. Of an expectation in words it may be
// any line that is none of the chat, and any at all before the client is in; of a
// line, one of which at least half is alike.
func (c *client) nearest(expected Evidence) (near *line) {
	c.mu.Lock()
	defer c.mu.Unlock()
	most, in := 1+len(expected.Data)/2, c.inbox.admission() != nil
	behind := c.inbox.behindGreeting()
	answered := len(c.inbox.lines) - c.before // lines since it gave its name
	for _, l := range behind[max(0, len(behind)-answered):] {
		switch same := alike(string(expected.Data), string(l.raw)+"\n"); {
		case l.taken || c.s.isMarker(l.text):
		case expected.Words != "" && (l.form == dialect.Other || !in), expected.Words == "" && same >= most:
			near, most = l, max(most, same)
		}
	}
	return near
}

// alike returns how many bytes two lines have in common at their beginning and at
// their end.
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

// begun returns what is shown of a line that is not complete, and what is said of it.
func begun(partial string) (shown, why string) {
	if len(partial) <= maxShown {
		return partial, "no line feed came: the line is not complete"
	}
	return layout.Head(partial, maxShown), fmt.Sprintf("no line feed came in %d bytes", len(partial))
}

// maxShown is how much of a line without end a failure keeps, in bytes.
const maxShown = 256

// evidenceTime is how long a failing step goes on collecting what else comes.
// No verdict depends on it: it was already reached.
const evidenceTime = 60 * time.Millisecond

// endTime is how long a failure waits to see whether the server has ended. Interpreters
// take a moment for that.
const endTime = 500 * time.Millisecond

// maxThen is how many further lines a failure shows.
const maxThen = 3

// after returns the lines that came behind a line that should not have.
func (c *client) after(wrong *line) []Bytes {
	var then []Bytes
	c.await(evidenceTime, func(in *inbox) bool {
		then = nil
		seen := false
		for _, l := range in.lines {
			if seen && len(then) < maxThen && !c.s.isMarker(l.text) {
				then = append(then, Bytes(l.raw)+"\n")
			}
			seen = seen || l == wrong
		}
		return len(then) == maxThen
	})
	return then
}

// difference finds the first byte at which got is not what was wanted, and
// says what is there. Both end with an LF.
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

// count says how many of something there are: "1 byte", "12 bytes".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
