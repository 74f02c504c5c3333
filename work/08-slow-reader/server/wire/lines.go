package wire

import (
	"bytes"
	"iter"
)

// A Splitter cuts a byte stream into lines, however the stream arrives: a
// line in ten reads, ten lines in one read, or the end of one and the start
// of the next. What a read brings says nothing about what a write sent.
//
// The zero value is ready and allows MaxLine bytes a line. A Splitter belongs
// to one connection and one goroutine.
type Splitter struct {
	Max int // most bytes in a line before its LF; 0 means MaxLine

	rest     []byte // the start of a line whose LF has not come yet
	skipping bool   // inside a line that is too long: drop what comes, up to its LF
}

// keepRest is how much memory a Splitter keeps, in bytes, once a long line is
// done with. Thousands of idle clients are cheap only if each forgets.
const keepRest = 1 << 10

// Lines takes the bytes of one read and yields each line that they complete,
// without its LF and without one CR before that. What follows the last LF is
// kept for the next call.
//
// A line of more than Max bytes yields ErrTooLong once, as soon as that is
// known; the rest of it is dropped as it arrives. So memory is bounded by Max
// even if the LF never comes.
//
// A line is valid until the loop asks for the next one. Leaving the loop
// early drops what is left of the read.
func (s *Splitter) Lines(read []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for len(read) > 0 {
			head, tail, ended := bytes.Cut(read, []byte{'\n'})
			read = tail
			switch {
			case s.skipping:
				s.skipping = !ended
			case len(s.rest)+len(head) > s.max():
				s.forget()
				s.skipping = !ended
				if !yield(nil, ErrTooLong) {
					return
				}
			case !ended:
				s.rest = append(s.rest, head...)
			default:
				line := head
				if len(s.rest) > 0 {
					line = append(s.rest, head...)
				}
				s.forget()
				if !yield(bytes.TrimSuffix(line, []byte{'\r'}), nil) {
					return
				}
			}
		}
	}
}

func (s *Splitter) max() int {
	if s.Max > 0 {
		return s.Max
	}
	return MaxLine
}

func (s *Splitter) forget() {
	s.rest = s.rest[:0]
	if cap(s.rest) > keepRest {
		s.rest = nil
	}
}
