package overtls

import (
	"errors"
	"io"
	"sync"
)

// An unsent is what TLS has made and the kernel has not taken yet. It is sent
// before TLS is asked for more, so that it is never more than one piece of a
// Write, and the little that TLS says of its own accord.
type unsent struct {
	mu   sync.Mutex // guards both
	all  []byte     // borrowed; nil while nothing is unsent
	sent int        // bytes of it that the kernel has taken
}

// maxUnsent bounds what somebody can make us keep who asks TLS for an answer, in
// key updates, again and again, and never reads one. A piece with what TLS
// puts around it is less.
const maxUnsent = maxPiece + 32<<10

var (
	errUnread       = errors.New("overtls: the other side takes nothing, and asks for more")
	errNotContinued = errors.New("overtls: a write that was cut short was not continued")
)

// unsentBuffers are for whoever has something unsent next. A connection at rest has
// none: ten thousand of them must not keep 64 KiB each for what they have sent long ago.
var unsentBuffers = sync.Pool{New: func() any { return new([]byte) }}

// add takes all of p, or fails; it never waits. It is called from within
// crypto/tls, which holds a lock on its output meanwhile, and whoever reads may
// need that: TLS answers some of what it reads.
func (u *unsent) add(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.all)+len(p) > maxUnsent {
		return 0, errUnread
	}
	if u.all == nil { // of any capacity, also of none
		u.all = *unsentBuffers.Get().(*[]byte)
	}
	u.all = append(u.all, p...)
	return len(p), nil
}

// flush writes it, and returns how much is still unsent: nothing, or there is an
// error; that may be a deadline of the writer's. One may flush at a time; others
// may add meanwhile, since the lock is not held while it waits.
func (u *unsent) flush(to io.Writer) (left int, err error) {
	for {
		rest := u.rest()
		if len(rest) == 0 {
			return 0, nil
		}
		n, err := to.Write(rest)
		if left = u.taken(n); err != nil {
			return left, err
		}
	}
}

// rest returns what is unsent. It stays as it is while others add, behind it.
func (u *unsent) rest() []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.all[u.sent:]
}

// taken counts n bytes as sent, and returns how many are left. With the last
// of them the buffer is given back.
func (u *unsent) taken(n int) (left int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sent += n
	if left = len(u.all) - u.sent; left > 0 {
		return left
	}
	buffer := u.all[:0]
	unsentBuffers.Put(&buffer)
	u.all, u.sent = nil, 0
	return 0
}
