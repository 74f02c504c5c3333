package server

import "sync"

// A readBuffer is small while a connection is quiet, and doubles while reads
// keep filling it. Ten thousand quiet clients must not hold ten thousand large
// buffers; one busy client wants few, long reads.
//
// It is also how much a sender may add before it has to wait again. So each
// wait halves it: fifty senders that are let go at the same moment must not
// fill the outbox of a steady reader before they see that it is full again.
// (TCP finds its congestion window in much the same way: RFC 5681.)
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

// fit chooses the buffer for the next read, after one that brought n bytes
// and whose lines had to wait, or not.
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

// busy reports whether the last reads filled the small buffer and more.
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
