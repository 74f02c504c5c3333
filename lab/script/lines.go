package script

import (
	"bytes"
	"slices"

	"chatlab/lab/dialect"
)

// An inbox is everything that a client has received, in order, cut at LFs and
// told apart. Each line is there to be taken by one expectation.
type inbox struct {
	dialect *dialect.Dialect
	lines   []*line
	partial []byte // after the last LF

	floods map[string]int // by who said it: the latest line of their flood
	gap    *floodGap      // the first that was seen; nil: none
}

// A line is what came up to an LF.
type line struct {
	raw   []byte // without its LF
	form  dialect.Form
	from  string // who said it, in a chat line
	text  string // what they said, in a chat line
	taken bool   // an expectation has asked for it, and got it
	told  bool   // it was told: an answer, no notice of a coming or going
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
		in.lines = append(in.lines, in.newLine(in.partial))
		in.partial, data = nil, tail
	}
}

func (in *inbox) newLine(raw []byte) *line {
	l := &line{raw: raw}
	l.form, l.from, l.text = in.dialect.Read(raw)
	in.noteFlood(l)
	return l
}

// cut takes what came without an LF for a line, from a server that sends none.
func (in *inbox) cut() {
	if len(in.partial) > 0 {
		in.lines = append(in.lines, in.newLine(in.partial))
		in.partial = nil
	}
}

// behindGreeting returns the lines that follow the greeting.
func (in *inbox) behindGreeting() []*line {
	if in.dialect.Silent {
		return in.lines
	}
	return in.lines[min(1, len(in.lines)):]
}

// greeted reports whether the server has asked for a name. Anything at all will
// do, since some greet without an LF; but where that is a prompt, a banner may
// stand above it.
func (in *inbox) greeted() bool {
	return len(in.partial) > 0 || len(in.lines) > 0 && !in.dialect.Prompt
}

// next takes the first line not yet taken that is wanted, or returns nil.
func (in *inbox) next(wanted func(*line) bool) *line {
	if l := in.peek(wanted); l != nil {
		l.taken = true
		return l
	}
	return nil
}

// peek is next without taking.
func (in *inbox) peek(wanted func(*line) bool) *line {
	for _, l := range in.lines {
		if !l.taken && wanted(l) {
			return l
		}
	}
	return nil
}

// passOver takes everything that somebody said up to a line, and reports whether
// that line has come.
func (in *inbox) passOver(from, last string) bool {
	at := slices.IndexFunc(in.lines, func(l *line) bool { return l.form.Said() && l.from == from && l.text == last })
	for _, l := range in.lines[:at+1] {
		l.taken = l.taken || l.form.Said() && l.from == from
	}
	return at >= 0
}

// admission is the line that told the client that it was let in, or nil.
func (in *inbox) admission() *line {
	for _, l := range in.lines {
		if in.dialect.Admits(l.raw) {
			return l
		}
	}
	return nil
}

// notices returns the notices about somebody's comings and goings, in order.
func (in *inbox) notices(name string) []*line {
	var about []*line
	for _, l := range in.lines {
		if !l.told && in.dialect.IsAbout(l.raw, name) && l != in.admission() {
			about = append(about, l)
		}
	}
	return about
}
