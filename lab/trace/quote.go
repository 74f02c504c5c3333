package trace

import (
	"encoding/binary"
	"strconv"
)

// appendQuoted appends data as strconv.AppendQuote would. That one looks at
// every character by itself; most of what a chat sends is plain, and can be
// copied, which is many times as fast: a proxy that records needs it.
func appendQuoted(to, data []byte) []byte {
	to = append(to, '"')
	for len(data) > 0 {
		n := plainPrefix(data)
		to = append(to, data[:n]...)
		data = data[n:]
		if len(data) > 0 && data[0] == '\n' { // the most usual of the others
			to = append(to, '\\', 'n')
			data = data[1:]
			continue
		}
		for n = 0; n < len(data) && !plain[data[n]]; {
			n++
		}
		quoted := strconv.AppendQuote(nil, string(data[:n]))
		to = append(to, quoted[1:len(quoted)-1]...)
		data = data[n:]
	}
	return append(to, '"')
}

// plain are the bytes that stand for themselves between quotes. A character
// of several bytes has none of them, so it is never torn.
var plain = func() (is [256]bool) {
	for b := ' '; b <= '~'; b++ {
		is[b] = b != '"' && b != '\\'
	}
	return is
}()

// plainPrefix returns how many bytes at the start of data stand for
// themselves. It looks at eight at a time while it can.
func plainPrefix(data []byte) int {
	n := 0
	for n+8 <= len(data) && allPlain(binary.LittleEndian.Uint64(data[n:])) {
		n += 8
	}
	for n < len(data) && plain[data[n]] {
		n++
	}
	return n
}

// A word has each of its bytes' lowest bit, or highest, here.
const ones, highs = 0x0101010101010101, 0x8080808080808080

// allPlain reports whether each of eight bytes is plain. To subtract 1 from a
// byte sets its highest bit only if it was 0 (or had that bit before), and a
// byte is 0 after ^ with what it is equal to. A borrow from the byte below may
// make a plain word look as if it were not; never the other way round.
func allPlain(w uint64) bool {
	quote, slash, del := w^(ones*'"'), w^(ones*'\\'), w^(ones*0x7f)
	return (w|(w-ones*' ')|(quote-ones)|(slash-ones)|(del-ones))&highs == 0
}
