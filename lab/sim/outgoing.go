package sim

// outgoing are bytes that were written and not yet sent, as pieces of which
// each is copied once: what is behind is not moved when what is before goes.
type outgoing struct {
	pieces [][]byte
	size   int // of all of them, in bytes
}

// add takes a piece, which nobody may change any more.
func (o *outgoing) add(piece []byte) {
	if len(piece) > 0 {
		o.pieces = append(o.pieces, piece)
		o.size += len(piece)
	}
}

// take returns the first n bytes, of at least so many.
func (o *outgoing) take(n int) []byte {
	o.size -= n
	first := o.pieces[0]
	if n < len(first) {
		o.pieces[0] = first[n:]
		return first[:n:n]
	}
	o.drop()
	if n == len(first) {
		return first[:n:n]
	}
	taken := append(make([]byte, 0, n), first...)
	for len(taken) < n {
		next := o.pieces[0]
		if more := n - len(taken); more < len(next) {
			o.pieces[0] = next[more:]
			return append(taken, next[:more]...)
		}
		taken = append(taken, next...)
		o.drop()
	}
	return taken
}

// drop leaves the first piece out.
func (o *outgoing) drop() {
	o.pieces[0] = nil
	if o.pieces = o.pieces[1:]; len(o.pieces) == 0 {
		o.pieces = nil
	}
}
