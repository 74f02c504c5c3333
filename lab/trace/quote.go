package trace

import (
	"encoding/binary"
	"strconv"
)

// appendQuoted appends data like strconv.AppendQuote, but many times as fast. That function
// looks at every character; this one copies plain bytes, which is most of a chat. A proxy
// that records needs the speed.
func appendQuoted(to, data []byte) []byte {
	to = append(to, '"')
	for len(data) > 0 {
		n := plainPrefix(data)
		to = append(to, data[:n]...)
		data = data[n:]
		if len(data) > 0 && data[0] == '\n' { // the most frequent other byte
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

// plain are the bytes that are unchanged between quotes. All of them are ASCII, so no
// character of several bytes is split.
var plain = func() (is [256]bool) {
	for b := ' '; b <= '~'; b++ {
		is[b] = b != '"' && b != '\\'
	}
	return is
}()

// plainPrefix returns how many bytes at the start of data are plain. It checks eight at a
// time while it can.
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

// The lowest bit, or the highest, of each byte of a word.
const ones, highs = 0x0101010101010101, 0x8080808080808080

// allPlain reports whether eight bytes are all plain. Subtracting 1 sets the highest bit of a byte
// only if the byte was 0 or had that bit before. XOR with an equal byte gives 0. A borrow from the
// byte below can make a plain word look as if it were not plain; it never hides a byte.
func allPlain(w uint64) bool {
	quote, slash, del := w^(ones*'"'), w^(ones*'\\'), w^(ones*0x7f)
	return (w|(w-ones*' ')|(quote-ones)|(slash-ones)|(del-ones))&highs == 0
}
