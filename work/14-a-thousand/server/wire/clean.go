package wire

import "unicode/utf8"

// AppendClean appends text to dst. It replaces everything that could control a
// reader's terminal by U+FFFD, the replacement character (P10):
//
//   - bytes that are not UTF-8
//   - the C0 control characters except tab, the C1 ones, and DEL: an escape sequence
//     is one of these and then harmless letters
//   - the control characters for the direction of writing (Unicode UAX #9), which
//     can make one line look like another
//
// A program that prints text from the network must clean it. A server that does it
// for everybody protects the clients that forgot.
func AppendClean(dst, text []byte) []byte {
	for {
		n := plain(text)
		dst, text = append(dst, text[:n]...), text[n:]
		if len(text) == 0 {
			return dst
		}
		r, size := utf8.DecodeRune(text)
		if isHarmful(r) {
			r = utf8.RuneError
		}
		dst = utf8.AppendRune(dst, r)
		text = text[size:]
	}
}

// Clean is AppendClean for a string.
func Clean(text string) string {
	return string(AppendClean(nil, []byte(text)))
}

// plain returns how many bytes of printable ASCII text starts with. Most text is only
// that, and is then copied in one step.
func plain(text []byte) int {
	for i, b := range text {
		if b < ' ' || b > '~' {
			return i
		}
	}
	return len(text)
}

func isHarmful(r rune) bool {
	switch {
	case r == '\t':
		return false
	case r < ' ', r == 0x7f, 0x80 <= r && r <= 0x9f:
		return true
	case r == 0x061c, r == 0x200e, r == 0x200f:
		return true
	case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return true
	}
	return false
}
