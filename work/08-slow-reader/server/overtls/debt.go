package overtls

import (
	"errors"
	"io"
	"sync"
)

// A debt is what TLS has made and the kernel has not taken yet. It is paid
// before TLS is asked for more, so that it is never more than one piece of a
// Write, and the little that TLS says of its own accord.
type debt struct {
	mu   sync.Mutex // guards both
	all  []byte     // borrowed; nil while nothing is owed
	paid int        // bytes of it that the kernel has taken
}

// maxDebt bounds what somebody can make us owe who asks TLS for an answer, in
// key updates, again and again, and never reads one. A piece with what TLS
// puts around it is less.
const maxDebt = maxPiece + 32<<10

var (
	errOwes         = errors.New("overtls: the other side takes nothing, and asks for more")
	errNotContinued = errors.New("overtls: a write that was cut short was not continued")
)

// debtBuffers are for whoever owes next. A connection at rest has none: ten
// thousand of them must not keep 64 KiB each for what they have sent long ago.
var debtBuffers = sync.Pool{New: func() any { return new([]byte) }}

// add takes all of p, or fails; it never waits. It is called from within
// crypto/tls, which holds a lock on its output meanwhile, and whoever reads may
// need that: TLS answers some of what it reads.
func (d *debt) add(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.all)+len(p) > maxDebt {
		return 0, errOwes
	}
	if d.all == nil { // of any capacity, also of none
		d.all = *debtBuffers.Get().(*[]byte)
	}
	d.all = append(d.all, p...)
	return len(p), nil
}

// pay writes what is owed, and returns what still is. It owes nothing more, or
// there is an error; that may be a deadline of the writer's. One may pay at a
// time; others may add meanwhile, since the lock is not held while it waits.
func (d *debt) pay(to io.Writer) (owed int, err error) {
	for {
		due := d.due()
		if len(due) == 0 {
			return 0, nil
		}
		n, err := to.Write(due)
		if owed = d.settle(n); err != nil {
			return owed, err
		}
	}
}

// due returns what is owed. It stays as it is while others add, behind it.
func (d *debt) due() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all[d.paid:]
}

// settle counts n bytes as paid, and returns what is still owed. With the last
// of them the buffer is given back.
func (d *debt) settle(n int) (owed int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.paid += n
	if owed = len(d.all) - d.paid; owed > 0 {
		return owed
	}
	buffer := d.all[:0]
	debtBuffers.Put(&buffer)
	d.all, d.paid = nil, 0
	return 0
}
