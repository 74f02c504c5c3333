package server

import "sync"

// A readBuffer is small while a connection is quiet, and doubles while reads keep
// filling it. Ten thousand quiet clients must not hold ten thousand large buffers.
// One busy client needs few, long reads.
//
// Its size is also how much a sender may add before it has to wait again. So each
// wait halves it. Fifty senders may stop waiting at the same moment. They must not
// fill a steady reader's outbox before they see that it is full again. (TCP adapts
// its congestion window in a similar way: RFC 5681.)
type readBuffer struct {
	bytes []byte // for the next read
	small []byte
	large *[]byte // borrowed from largeBuffers, or nil
}

var largeBuffers = sync.Pool{New: func() any { b := make([]byte, largeRead); return &b }}

func newReadBuffer() *readBuffer {
	small := make([]byte, smallRead)
	return &readBuffer{bytes: small, small: small}
}

// fit chooses the buffer for the next read. The last read brought n bytes, and waited
// says whether its lines had to wait.
func (b *readBuffer) fit(n int, waited bool) {
	size := len(b.bytes)
	switch {
	case waited, n < size/2:
		size = max(size/2, smallRead)
	case n == size:
		size = min(2*size, largeRead)
	}
	if size == smallRead {
		b.release()
		return
	}
	if b.large == nil {
		b.large = largeBuffers.Get().(*[]byte)
	}
	b.bytes = (*b.large)[:size]
}

// busy reports whether the last reads more than filled the small buffer.
func (b *readBuffer) busy() bool {
	return b.large != nil
}

// release gives a borrowed buffer back. The readBuffer stays usable.
func (b *readBuffer) release() {
	if b.large != nil {
		largeBuffers.Put(b.large)
		b.large = nil
	}
	b.bytes = b.small
}
