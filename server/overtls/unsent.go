package overtls

import (
	"errors"
	"io"
	"sync"
)

// An unsent holds what TLS has made and the kernel has not taken yet. It is sent
// before TLS is asked for more. So it is at most one piece of a Write, and the little
// that TLS writes by itself.
type unsent struct {
	mu   sync.Mutex // guards both
	all  []byte     // borrowed; nil while nothing is unsent
	sent int        // bytes of all that the kernel has taken
}

// maxUnsent limits what a client can make us keep. A client can ask TLS for answers
// again and again, with key updates, and never read one. A piece with its TLS
// overhead is smaller than this.
const maxUnsent = maxPiece + 32<<10

var (
	errUnread       = errors.New("overtls: the other side takes nothing, and asks for more")
	errNotContinued = errors.New("overtls: a write that was cut short was not continued")
)

// unsentBuffers are shared by all connections. An idle connection holds none: ten
// thousand of them must not keep 64 KiB each.
var unsentBuffers = sync.Pool{New: func() any { return new([]byte) }}

// add takes all of p, or fails; it never waits. crypto/tls calls it while it holds a
// lock on its output. A reader may need that lock, since TLS answers some of what it
// reads.
func (u *unsent) add(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.all)+len(p) > maxUnsent {
		return 0, errUnread
	}
	if u.all == nil { // of any capacity, even 0
		u.all = *unsentBuffers.Get().(*[]byte)
	}
	u.all = append(u.all, p...)
	return len(p), nil
}

// flush writes it, and returns how much is still unsent. If that is not 0, there is
// an error, such as the write deadline. Only one goroutine may flush at a time.
// Others may add meanwhile, since flush holds no lock while it waits.
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

// rest returns what is unsent. It stays valid while other goroutines add to u.
func (u *unsent) rest() []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.all[u.sent:]
}

// taken counts n bytes as sent, and returns how many are left. When none is left, it
// gives the buffer back.
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
