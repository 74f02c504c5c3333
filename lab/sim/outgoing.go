package sim

// outgoing holds bytes that were written and not yet sent. Each piece is copied once:
// sending the first bytes does not move the rest.
type outgoing struct {
	pieces [][]byte
	size   int // of all of them, in bytes
}

// add appends a piece. Nobody may change it afterwards.
func (o *outgoing) add(piece []byte) {
	if len(piece) > 0 {
		o.pieces = append(o.pieces, piece)
		o.size += len(piece)
	}
}

// take removes and returns the first n bytes. There must be at least n.
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

// drop removes the first piece.
func (o *outgoing) drop() {
	o.pieces[0] = nil
	if o.pieces = o.pieces[1:]; len(o.pieces) == 0 {
		o.pieces = nil
	}
}
