package server

import "sync"

// A readBuffer is small while a connection is quiet and large while reads
// keep filling it. Ten thousand quiet clients must not hold ten thousand large
// buffers; one busy client wants few, long reads.
type readBuffer struct {
	bytes []byte
	small []byte
	large *[]byte // borrowed from largeBuffers, or nil
}

var largeBuffers = sync.Pool{New: func() any { b := make([]byte, largeRead); return &b }}

func newReadBuffer() *readBuffer {
	small := make([]byte, smallRead)
	return &readBuffer{bytes: small, small: small}
}

// fit chooses the buffer for the next read, after one that brought n bytes.
func (b *readBuffer) fit(n int) {
	switch {
	case b.large == nil && n == len(b.small):
		b.large = largeBuffers.Get().(*[]byte)
		b.bytes = *b.large
	case b.large != nil && n < len(b.small):
		b.release()
	}
}

// release gives a borrowed buffer back. The readBuffer stays usable.
func (b *readBuffer) release() {
	if b.large != nil {
		largeBuffers.Put(b.large)
		b.large = nil
	}
	b.bytes = b.small
}
