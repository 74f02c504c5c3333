package client

import (
	"errors"
	"io"

	"chatlab/server/wire"
)

// maxServerLine is the longest line, in bytes, that we accept from a server. Cleaning
// can make three bytes of one, and a name comes before the text.
const maxServerLine = 3*wire.MaxLine + 1024

// tooLong is shown in place of a line that was longer.
const tooLong = "(a line that is too long to show)"

// An inbox reads the server's lines. It holds at most one read and one line, whatever
// the server sends.
type inbox struct {
	from     io.Reader
	splitter wire.Splitter
	buf      []byte
	lines    []string // complete, but not returned yet
	err      error    // how the stream ended; stays set, see next
}

func newInbox(from io.Reader) *inbox {
	return &inbox{from: from, splitter: wire.Splitter{Max: maxServerLine}, buf: make([]byte, 16<<10)}
}

// next waits for the next line. The owner of the connection ends the wait by closing
// it or by a deadline.
//
// After the first error, next returns it every time. A socket reports a reset only
// once. A later read gets a plain end of the stream, and a loss would look like a
// goodbye.
func (in *inbox) next() (string, error) {
	for len(in.lines) == 0 {
		if in.err != nil {
			return "", in.err
		}
		var n int
		n, in.err = in.from.Read(in.buf)
		for line, bad := range in.splitter.Lines(in.buf[:n]) {
			if errors.Is(bad, wire.ErrTooLong) {
				line = []byte(tooLong)
			}
			in.lines = append(in.lines, string(line))
		}
	}
	line := in.lines[0]
	in.lines = in.lines[1:]
	return line, nil
}
