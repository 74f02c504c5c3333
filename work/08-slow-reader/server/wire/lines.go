package wire

import (
	"bytes"
	"iter"
)

// A Splitter cuts a byte stream into lines. It does not matter how the stream
// arrives: a line in ten reads, ten lines in one read, or the end of one and the
// start of the next. One read is not one write.
//
// The zero value is ready and allows MaxLine bytes per line. A Splitter belongs to
// one connection and one goroutine.
type Splitter struct {
	Max int // most bytes in a line before its LF; 0 means MaxLine

	rest     []byte // the start of a line whose LF has not come yet
	skipping bool   // inside a line that is too long: drop its bytes, up to its LF
}

// keepRest is how many bytes a Splitter keeps after a long line. Thousands of idle
// clients are cheap only if each frees its memory.
const keepRest = 1 << 10

// Lines takes the bytes of one read and yields each line that they complete, without
// its LF and without one CR before that. Bytes after the last LF are kept for the
// next call.
//
// A line of more than Max bytes yields ErrTooLong once, as soon as that is known. The
// rest of it is dropped as it arrives. So memory is bounded by Max even if the LF
// never comes.
//
// A line is valid until the loop asks for the next one. Leaving the loop early drops
// the rest of the read.
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
