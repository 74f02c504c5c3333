package trace

import (
	"fmt"
	"strings"
)

// A Span is a part of one direction of a connection: from the byte with the number From up to
// the one before To. The first byte has the number 0. The direction's end, a FIN or a reset, has
// the number after the last byte. Wrong is the byte at which a step failed, or NotWrong or
// WholeWrong.
//
// A Span that is Meant is right: the step failed because something else, or nothing, came on
// another connection. Then Wrong says where the two differ.
type Span struct {
	From, To int
	Wrong    int
	Meant    bool
}

// Values of Wrong that are not a byte. A step was content with a Span that is NotWrong. It failed at
// one that is WholeWrong, but it compared no bytes, so none of them is the wrong one.
const (
	NotWrong   = -1
	WholeWrong = -2
)

// IsWrong reports whether a step failed at the span.
func (s Span) IsWrong() bool { return s.Wrong != NotWrong && !s.Meant }

// Shows reports whether the span shows why a step failed: it is wrong, or it was meant for another
// connection too.
func (s Span) Shows() bool { return s.Wrong != NotWrong }

// WrongAt is the first byte that shows why a step failed: the wrong one, or the first one of a span
// that is wrong as a whole. A missing end counts as the last byte that came. It needs a span that
// Shows something.
func (s Span) WrongAt() int {
	if s.Wrong == WholeWrong {
		return s.From
	}
	return min(s.Wrong, s.To-1)
}

// String returns the note of a Took event.
func (s Span) String() string {
	text := fmt.Sprintf("bytes %d to %d", s.From, s.To)
	switch s.Wrong {
	case NotWrong:
		return text
	case WholeWrong:
		return text + ", all " + s.word()
	}
	return fmt.Sprintf("%s, %s at %d", text, s.word(), s.Wrong)
}

func (s Span) word() string {
	if s.Meant {
		return "meant"
	}
	return "wrong"
}

// ParseSpan reads the note of a Took event. It reports false if the note is not one.
func ParseSpan(note string) (s Span, ok bool) {
	s.Wrong, s.Meant = NotWrong, strings.Contains(note, "meant")
	if strings.Contains(note, ", all ") {
		s.Wrong = WholeWrong
	}
	n, _ := fmt.Sscanf(note, "bytes %d to %d, "+s.word()+" at %d", &s.From, &s.To, &s.Wrong)
	return s, n >= 2 && s.From >= 0 && s.From <= s.To && s.String() == note
}
