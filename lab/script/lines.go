package script

import (
	"bytes"
	"regexp"
)

// An inbox is everything that a client has received, in order, cut at LFs and
// told apart. Each line is there to be taken by one expectation.
type inbox struct {
	lines   []*line
	partial []byte // after the last LF
}

// A line is what came up to an LF.
type line struct {
	raw   []byte // without its LF
	form  form
	from  string // who said it, in a chat line
	text  string // what they said, in a chat line
	taken bool   // an expectation has asked for it, and got it
	told  bool   // it was told: an answer, no notice of a coming or going
}

// A form is what a line of the server looks like.
type form int

const (
	other   form = iota // anything else: a greeting, or no line of the protocol
	chat                // [ana] text
	event               // * text
	problem             // ! text
)

var chatLine = regexp.MustCompile(`(?s)^\[([^\]]*)\] (.*)$`)

func (in *inbox) add(data []byte) {
	for {
		head, tail, ended := bytes.Cut(data, []byte{'\n'})
		in.partial = append(in.partial, head...)
		if !ended {
			return
		}
		in.lines = append(in.lines, newLine(in.partial))
		in.partial, data = nil, tail
	}
}

func newLine(raw []byte) *line {
	l := &line{raw: raw}
	text := bytes.TrimSuffix(raw, []byte{'\r'})
	switch {
	case bytes.HasPrefix(text, []byte("*")):
		l.form = event
	case bytes.HasPrefix(text, []byte("!")):
		l.form = problem
	default:
		if m := chatLine.FindSubmatch(text); m != nil {
			l.form, l.from, l.text = chat, string(m[1]), string(m[2])
		}
	}
	return l
}

// any reports whether anything came at all.
func (in *inbox) any() bool { return len(in.lines) > 0 || len(in.partial) > 0 }

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

// firstEvent is the first notice, which is the answer to the client's name.
func (in *inbox) firstEvent() *line {
	for _, l := range in.lines {
		if l.form == event {
			return l
		}
	}
	return nil
}

// notices returns the notices about somebody's comings and goings, in order.
func (in *inbox) notices(name string) []*line {
	var about []*line
	for _, l := range in.lines {
		if l != in.firstEvent() && !l.told && l.about(name) {
			about = append(about, l)
		}
	}
	return about
}

// about reports whether the line is a notice that names somebody.
func (l *line) about(name string) bool {
	return l.form == event && regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).Match(l.raw)
}
