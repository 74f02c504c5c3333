package play

import (
	"bytes"
	"fmt"
	"slices"

	"chatlab/lab/draw"
)

// How much of what a person has sent and received is kept.
const (
	mostLines = 300
	mostShown = 2000 // bytes of one line
)

// A Line is a line that a person has received, or what was sent with one press of a button.
type Line struct {
	N    int    // from 0, of all lines of the person
	Text string // every byte is visible in it
	Sent bool

	begin []byte // its first mostShown bytes, of which last makes Text
	size  int    // bytes
}

// An inbox has the last lines of a person, and the one that has begun to arrive.
type inbox struct {
	lines []Line // the last mostLines
	next  int    // the number of the next line
	open  []byte // the beginning of the line that is not complete
	size  int    // bytes of that line so far
	bytes int    // received in all
}

// take adds bytes that were received.
func (in *inbox) take(data []byte) {
	in.bytes += len(data)
	for part := range bytes.Lines(data) {
		in.open = append(in.open, part[:min(len(part), mostShown-len(in.open))]...)
		in.size += len(part)
		if bytes.HasSuffix(part, []byte("\n")) {
			in.cut()
		}
	}
}

// cut ends the line that has begun, if there is one. Nothing more of it comes.
func (in *inbox) cut() {
	if in.size > 0 {
		in.add(Line{begin: bytes.Clone(in.open), size: in.size})
	}
	in.open, in.size = in.open[:0], 0
}

// sent adds what the person has sent.
func (in *inbox) sent(data []byte) {
	in.add(Line{begin: bytes.Clone(data[:min(len(data), mostShown)]), size: len(data), Sent: true})
}

func (in *inbox) add(l Line) {
	l.N = in.next
	in.next++
	in.lines = append(in.lines, l)
	if len(in.lines) >= 2*mostLines {
		in.lines = append(in.lines[:0], in.lines[len(in.lines)-mostLines:]...)
	}
}

// asked reports whether the last line asks for a password.
func (in *inbox) asked() bool {
	n := len(in.lines)
	return n > 0 && !in.lines[n-1].Sent && bytes.HasPrefix(in.lines[n-1].begin, []byte("? "))
}

// last returns the last lines, from a number on.
func (in *inbox) last(from int) []Line {
	lines := slices.Clone(in.lines[max(0, len(in.lines)-mostLines):])
	for len(lines) > 0 && lines[0].N < from {
		lines = lines[1:]
	}
	for i, l := range lines {
		lines[i].Text = seen(l.begin, l.size)
	}
	return lines
}

// seen makes the beginning of a text visible, and says how long the whole is if it is longer.
func seen(begin []byte, size int) string {
	text := draw.Visible(string(begin))
	if size > len(begin) {
		text += fmt.Sprintf("… (%d bytes)", size)
	}
	return text
}
