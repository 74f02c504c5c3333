package hunt

import (
	"fmt"
	"strings"
)

// text returns what a client sends for an op that talks.
func (c Case) text(op Op) (text []byte) {
	text = make([]byte, 0, max(op.Lines, 1)*(op.Size+lineRoom))
	switch op.Do {
	case Say:
		return c.appendLine(text, op, 0)
	case Msg:
		return c.appendLine(append(text, "/msg "+op.What+" "...), op, 0)
	case Burst:
		for i := range op.Lines {
			text = c.appendLine(text, op, i)
		}
	case Mumble:
		text = c.appendLine(text, op, 0)
		text = text[:len(text)-1]
	}
	return text
}

// lineRoom is more than most lines have beside their size, so that a text need not grow.
const lineRoom = 40

// appendLine appends the line of an op: the client, the op's number, the line's number
// in it, and padding up to its size. So no two lines are the same.
func (c Case) appendLine(dst []byte, op Op, i int) []byte {
	from := len(dst)
	dst = fmt.Appendf(dst, "%s %d.%d ", op.Who, op.Number, i)
	filler := filler
	if c.Words != "" {
		filler = strings.Repeat(c.Words, len(filler)/len(c.Words)+1)
	}
	for more := op.Size - (len(dst) - from); more > 0; more -= len(filler) {
		dst = append(dst, filler[:min(more, len(filler))]...)
	}
	return append(dst, '\n')
}

var filler = strings.Repeat("x", 1024)
