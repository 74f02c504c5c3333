package trace

import "fmt"

// A Span is a part of one direction of a connection: from the byte with the number From up to
// the one before To. The first byte has the number 0. The direction's end, a FIN or a reset, has
// the number after the last byte. Wrong is the byte at which a step failed, or NotWrong.
type Span struct {
	From, To int
	Wrong    int
}

// NotWrong is the Wrong of a Span that a step was content with.
const NotWrong = -1

// String returns the note of a Took event.
func (s Span) String() string {
	if s.Wrong == NotWrong {
		return fmt.Sprintf("bytes %d to %d", s.From, s.To)
	}
	return fmt.Sprintf("bytes %d to %d, wrong at %d", s.From, s.To, s.Wrong)
}

// ParseSpan reads the note of a Took event. It reports false if the note is none.
func ParseSpan(note string) (s Span, ok bool) {
	s.Wrong = NotWrong
	n, _ := fmt.Sscanf(note, "bytes %d to %d, wrong at %d", &s.From, &s.To, &s.Wrong)
	return s, n >= 2 && s.From >= 0 && s.From <= s.To && s.String() == note
}
