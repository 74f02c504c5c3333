package overtls

// crypto/tls cannot stop in the middle of a record and go on later: a write deadline
// that passes breaks the connection for good. The kernel can, and the server's outbox
// needs that. It writes in short calls, and each call shows whether the reader took
// something.
//
// So TLS writes into memory, where nothing waits. From there we write to TCP, where a
// deadline may pass: see unsent.go.

// maxPiece is how many bytes of a Write are given to TLS at a time. It limits unsent.
// It is also the most that the server writes in one call.
const maxPiece = 64 << 10

// Write writes p. If the write deadline passes before the kernel has taken all of it,
// Write returns how many bytes were taken, and os.ErrDeadlineExceeded. The connection
// can still be used.
//
// But TLS already has the bytes after those and cannot give them back. So after a
// timeout the caller must continue with the rest of p.
//
// Before the handshake is done p is kept, and sent after it: 4 KiB in total.
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

// report returns how many more bytes count as written, of those that TLS has taken.
// Unsent is how many bytes of TLS are still unsent. Each byte of text makes more than
// one byte of TLS. So counting each unsent byte as one of text never reports too
// much. While anything is unsent, something is left to report, so the caller does not
// stop.
func (c *Conn) report(unsent int) int {
	left := min(c.taken, unsent)
	written := c.taken - left
	c.taken = left
	return written
}
