package overtls

import (
	"errors"
	"time"
)

// An output over TLS ends twice. close_notify belongs to TLS: only the other side can
// send it, so it proves that nothing was cut off. FIN belongs to TCP: anyone on the
// path can send it, and a program that reads plain bytes sees nothing else. We send
// both, one right after the other.
//
// crypto/tls can send only the first (Conn.CloseWrite). Or it sends both when it
// closes (Conn.Close), and then nothing can be read any more.

const (
	// goodbyeTime is the longest that a goodbye waits for a Write under way, and for
	// the kernel to take the goodbye.
	goodbyeTime = time.Second
	// goodbyeRoom is how much the send buffer grows for it, in bytes.
	goodbyeRoom = 64 << 10
	// maxDrain is how many bytes we throw away while waiting for a FIN.
	maxDrain = 1 << 20
)

// CloseWrite ends our output: what was written still arrives, then the other side
// sees close_notify and FIN. Reading goes on. Before the handshake is done, the
// goodbye is only noted, and sent after the handshake.
//
// It waits one second at most, also for a Write that is waiting, which it then ends.
// If the other side takes nothing in that time, the output ends without close_notify.
// Then there is an error, and what was written last may be lost.
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

// goodbye sends close_notify and FIN on an open connection.
func (c *Conn) goodbye() error {
	c.nc.SetWriteDeadline(time.Now().Add(goodbyeTime)) // also for a Write that is under way
	c.writing.take()
	defer c.writing.give()
	c.makeRoom()
	c.tls.CloseWrite() // adds to unsent; it fails only if TLS is broken, and then there is nothing to say
	_, err := c.unsent.flush(c.nc)
	return errors.Join(err, c.sendFIN())
}

// makeRoom lets the send buffer grow a little. A FIN needs no room there, but
// close_notify does, and a slow reader has filled the buffer. Without this we would
// have to wait, or skip close_notify, and the reader would think that we broke off.
// If the kernel gives no more, or chooses the size by itself, we wait.
func (c *Conn) makeRoom() {
	c.mu.Lock()
	size := c.sendBuffer
	c.mu.Unlock()
	if size > 0 {
		c.SetWriteBuffer(size + goodbyeRoom)
	}
}

// sendFIN ends TCP's output. The FIN goes out after everything that the kernel has
// taken. It needs no room and no time.
func (c *Conn) sendFIN() error {
	tcp, ok := c.nc.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return tcp.CloseWrite()
}

// Close closes at once, like a TCP connection, and sends nothing. For a polite end
// call CloseWrite first. Otherwise it looks to the other side like a program that
// died.
func (c *Conn) Close() error {
	return c.nc.Close()
}

// awaitFIN is for the time after the end of the input and of our own output. It reads
// and throws away until TCP has ended too, or the read deadline passes. The caller
// has the turn to read.
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
