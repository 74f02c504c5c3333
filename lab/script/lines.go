package script

import (
	"bytes"
	"slices"

	"chatlab/lab/dialect"
)

// An inbox is everything that a client has received, in order, cut into lines at LFs. Each
// line can be taken by one expectation.
type inbox struct {
	dialect *dialect.Dialect
	lines   []*line
	partial []byte  // after the last LF
	at      int     // how many bytes came before partial
	just    []*line // taken since the last call of used

	floods map[string]int // by speaker: the number of the latest line of their flood
	gap    *floodGap      // the first gap in a flood; nil if there is none

	bareLF bool // the server has ended a line with an LF alone
}

// A line is the text up to an LF.
type line struct {
	raw   []byte // without its LF
	at    int    // how many bytes came before it
	form  dialect.Form
	from  string // who said it, in a chat line
	text  string // what they said, in a chat line
	taken bool   // an expectation has used it
	told  bool   // the step told used it: an answer, and no notice that somebody came or left

	keptCR bool // its raw bytes end in a CR that may belong to the text, since the server ends lines with an LF alone
}

// says reports whether a chat line has the text that was said, unchanged or cleaned.
func (l *line) says(said string) bool {
	return dialect.SameText(said, l.text) || l.keptCR && dialect.SameText(said, l.text+"\r")
}

// asks reports whether it asks for a password (P20).
func (l *line) asks() bool { return bytes.HasPrefix(l.raw, []byte("? ")) }

func (in *inbox) add(data []byte) {
	for {
		head, tail, ended := bytes.Cut(data, []byte{'\n'})
		in.partial = append(in.partial, head...)
		if !ended {
			return
		}
		l := in.newLine(in.partial)
		l.keptCR = in.bareLF && bytes.HasSuffix(l.raw, []byte("\r"))
		in.bareLF = in.bareLF || !bytes.HasSuffix(l.raw, []byte("\r"))
		in.lines = append(in.lines, l)
		in.at += len(in.partial) + len("\n")
		in.partial, data = nil, tail
	}
}

func (in *inbox) newLine(raw []byte) *line {
	l := &line{raw: raw, at: in.at}
	if len(in.lines) > 0 || !in.dialect.Greeting(raw) {
		l.form, l.from, l.text = in.dialect.Read(raw)
	}
	if in.dialect.IsPartOfList(raw) {
		l.taken, l.told = true, true // no notice
	}
	in.noteFlood(l)
	return l
}

// cut turns the bytes without an LF into a line, for a server that sends no LF.
func (in *inbox) cut() {
	if len(in.partial) > 0 {
		in.lines = append(in.lines, in.newLine(in.partial))
		in.at += len(in.partial)
		in.partial = nil
	}
}

// behindGreeting returns the lines after the greeting.
func (in *inbox) behindGreeting() []*line {
	if in.dialect.Silent {
		return in.lines
	}
	return in.lines[min(1, len(in.lines)):]
}

// greeted reports whether the server has asked for a name. Any bytes count, since some
// servers greet without an LF. But before a prompt without LF there may be a banner, so
// then a whole line is not enough.
func (in *inbox) greeted() bool {
	return len(in.partial) > 0 || len(in.lines) > 0 && !in.dialect.Prompt
}

// next takes the first wanted line that is not yet taken, or returns nil.
func (in *inbox) next(wanted func(*line) bool) *line {
	if l := in.peek(wanted); l != nil {
		in.take(l)
		return l
	}
	return nil
}

// take notes that the current step uses a line.
func (in *inbox) take(l *line) {
	l.taken = true
	in.just = append(in.just, l)
}

// used returns what was taken since the last call.
func (in *inbox) used() []*line {
	just := in.just
	in.just = nil
	return just
}

// peek is next, but does not take the line.
func (in *inbox) peek(wanted func(*line) bool) *line {
	for _, l := range in.lines {
		if !l.taken && wanted(l) {
			return l
		}
	}
	return nil
}

// passOver takes everything that one speaker said up to that last line, and reports
// whether that line has come.
func (in *inbox) passOver(from, last string) bool {
	at := slices.IndexFunc(in.lines, func(l *line) bool { return l.form.Said() && in.dialect.IsFrom(l.from, from) && l.text == last })
	for _, l := range in.lines[:at+1] {
		if l.form.Said() && in.dialect.IsFrom(l.from, from) && !l.taken {
			in.take(l)
		}
	}
	return at >= 0
}

// admission is the line that told the client that it is in the room, or nil.
func (in *inbox) admission() *line {
	for i, l := range in.lines {
		if in.dialect.Admits(l.raw) && !(i == 0 && in.dialect.Greeting(l.raw)) {
			return l
		}
	}
	return nil
}

// list is what told the client who is in the room: the line that let it in or, where a list
// has several lines, all of those up to now. Nil means that nothing did.
func (in *inbox) list() []byte {
	if in.dialect.ListEach {
		var all [][]byte
		for _, l := range in.lines {
			if in.dialect.IsPartOfList(l.raw) {
				all = append(all, l.raw)
			}
		}
		return bytes.Join(all, []byte("\n"))
	}
	if l := in.admission(); l != nil {
		return l.raw
	}
	return nil
}

// notices returns the notices that somebody came or left, in order.
func (in *inbox) notices(name string) []*line {
	var about []*line
	for _, l := range in.lines {
		if !l.told && in.dialect.IsAbout(l.raw, name) && l != in.admission() {
			about = append(about, l)
		}
	}
	return about
}
