package overtls

// crypto/tls can't be told "that much was written, go on later": a deadline
// that passes in the middle of a record breaks the connection for good. The
// kernel can, and the server's outbox lives by it: it writes in short turns,
// and judges a reader by whether each turn brought something.
//
// So TLS writes into memory, where nothing waits, and from there we write to
// TCP, where a deadline may pass: see unsent.go.

// maxPiece is how many bytes of a Write are handed to TLS at a time. It bounds
// what is unsent. The server writes as much in one call at most.
const maxPiece = 64 << 10

// Write writes p. If the write deadline passes before the kernel has taken all
// of it, Write returns how many bytes were taken, and os.ErrDeadlineExceeded;
// the connection is as good as before.
//
// But the bytes that follow those are with TLS already, and can't be called
// back. So whoever goes on writing after a timeout has to go on with the rest
// of p, as one does who wants p to arrive.
//
// Before the handshake is done p is kept, and sent after it: 4 KiB in all.
func (c *Conn) Write(p []byte) (n int, err error) {
	c.writing.take()
	defer c.writing.give()
	if kept, err := c.keep(p); kept {
		return len(p), nil
	} else if err != nil {
		return 0, err
	}
	if c.taken > len(p) {
		return 0, errNotContinued
	}
	for {
		left, err := c.unsent.flush(c.nc)
		n += c.report(left)
		if err != nil || n == len(p) {
			return n, err
		}
		piece := p[n:min(n+maxPiece, len(p))]
		if _, err := c.tls.Write(piece); err != nil {
			return n, err
		}
		c.taken = len(piece)
	}
}

// report returns how many more bytes of what TLS has taken count as written,
// while so many of its own are unsent. A byte of text makes more than one of TLS;
// so to count each byte that is unsent as one of text is never too much. And as
// long as anything is unsent, something is left to report: nobody takes it for
// done.
func (c *Conn) report(unsent int) int {
	left := min(c.taken, unsent)
	written := c.taken - left
	c.taken = left
	return written
}
