package draw

import "chatlab/lab/trace"

// A record that is made shorter has a long read or write in parts, with the number of bytes that
// are left out between them. A picture draws the parts as one arrow.

// holes are the places in the bytes of a row where others are left out.
type holes []hole

// A hole is one of them.
type hole struct {
	at    int // how many bytes of Data come before it
	bytes int // how many are left out
}

// bytes is how many bytes are left out in all.
func (all holes) bytes() (n int) {
	for _, h := range all {
		n += h.bytes
	}
	return n
}

// index returns where Data has the byte with a number, counted with what is left out. If it is left
// out itself, it returns the next one.
func (all holes) index(number int) int {
	for _, h := range all {
		if number <= h.at {
			break
		}
		number = max(h.at, number-h.bytes)
	}
	return number
}

// part returns which bytes of Data, of size bytes, surround an index without a hole between them,
// and the number of the first one, counted with what is left out.
func (all holes) part(index, size int) (from, to, number int) {
	to = size
	for _, h := range all {
		if h.at > index {
			return from, h.at, number
		}
		from, number = h.at, number+h.at-from+h.bytes
	}
	return from, to, number
}

// joining knows the row to which the next event may belong.
type joining struct {
	row     int         // -1: none
	last    trace.Event // the last part of the row
	missing int         // bytes that are left out since
}

// left notes that bytes are left out after the last event.
func (j *joining) left(e trace.Event, n int) {
	if j.missing > 0 || e.Conn != j.last.Conn || e.Dir != j.last.Dir || e.At != j.last.At {
		j.row = -1
	}
	j.missing = n
}

// joined adds an event to the last row if both are parts of one read or write. Otherwise it
// reports false.
func (s *scene) joined(j *joining, e trace.Event, lines *openLines) bool {
	same := j.row >= 0 && j.missing > 0 && e.Kind == trace.Data && len(e.Data) > 0 &&
		e.Conn == j.last.Conn && e.Dir == j.last.Dir && e.At == j.last.At && j.last.Kind == trace.Data
	if !same {
		*j = joining{row: -1}
		return false
	}
	row := &s.rows[j.row]
	row.holes = append(row.holes, hole{len(row.Data), j.missing})
	row.Data = append(row.Data[:len(row.Data):len(row.Data)], e.Data...)
	_, row.Tail = lines.take(e)
	row.Incomplete = lines.at()
	s.carried[stream{e.Conn, e.Dir}] += len(e.Data)
	*j = joining{row: j.row, last: e}
	return true
}
