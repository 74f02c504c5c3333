package overtls

import (
	"errors"
	"time"
)

// An output over TLS ends twice. close_notify is TLS's: nobody but the other
// side can send it, so it proves that nothing was cut off. FIN is TCP's:
// everybody on the path can send that, and a program that reads plain bytes
// sees nothing else. We send both, one right after the other.
//
// crypto/tls sends the first alone (Conn.CloseWrite), or both at the moment
// when it closes (Conn.Close), when nothing can be heard any more.

const (
	// goodbyeTime is the longest that a goodbye waits for a Write that is
	// under way, and for the kernel to take it.
	goodbyeTime = time.Second
	// goodbyeRoom is by how much the send buffer grows for it, in bytes.
	goodbyeRoom = 64 << 10
	// maxDrain is how many bytes are thrown away while we wait for a FIN.
	maxDrain = 1 << 20
)

// CloseWrite ends our output: what was written still arrives, then the other
// side sees close_notify and FIN. Reading goes on. Before the handshake is
// done it only promises that, and the handshake keeps it.
//
// It waits for one second at most, also for a Write that waits: that is ended.
// If the other side takes nothing for as long, the output ends without
// close_notify, and there is an error: what was written last may be lost.
func (c *Conn) CloseWrite() error {
	c.mu.Lock()
	c.leaving = true
	phase := c.phase
	c.mu.Unlock()
	switch phase {
	case shaking:
		return nil
	case open:
		return c.goodbye()
	}
	return c.sendFIN()
}

// goodbye sends both ends of an open connection's output.
func (c *Conn) goodbye() error {
	c.nc.SetWriteDeadline(time.Now().Add(goodbyeTime)) // for a Write that is under way as well
	c.writing.take()
	defer c.writing.give()
	c.makeRoom()
	c.tls.CloseWrite() // adds to what is unsent; it fails if TLS is broken, and then there is nothing to say
	_, err := c.unsent.flush(c.nc)
	return errors.Join(err, c.sendFIN())
}

// makeRoom lets the send buffer grow by a little. A FIN needs no room there,
// but close_notify does, and a slow reader has filled it: without this we would
// have to wait, or to let go somebody who has read everything as if we had
// broken off. Where the kernel gives no more, or chooses the size by itself,
// we wait.
func (c *Conn) makeRoom() {
	c.mu.Lock()
	size := c.sendBuffer
	c.mu.Unlock()
	if size > 0 {
		c.SetWriteBuffer(size + goodbyeRoom)
	}
}

// sendFIN ends TCP's output. It goes out behind everything that the kernel has
// taken, and needs no room and no time.
func (c *Conn) sendFIN() error {
	tcp, ok := c.nc.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return tcp.CloseWrite()
}

// Close closes at once, as a TCP connection does, and says nothing before it.
// Who wants to part politely calls CloseWrite first; without that the other
// side takes it for what happens to a program that dies.
func (c *Conn) Close() error {
	return c.nc.Close()
}

// awaitFIN reads and throws away, after the end of the input and of our own
// output, until TCP has ended as well, or the read deadline passes. The
// caller has the reader's turn.
func (c *Conn) awaitFIN(p []byte) {
	c.mu.Lock()
	leaving := c.leaving
	c.mu.Unlock()
	if !leaving || c.failure != nil || len(p) == 0 {
		return
	}
	for left := maxDrain; left > 0; {
		n, err := c.nc.Read(p)
		if err != nil {
			return
		}
		left -= n
	}
}
