package trace

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// The binary form of a Log goes from one process of the kit to another. It is hardly larger
// than the data of the events, and many times as fast to read as the text form. It is in no
// file, so it may change. An event is its time, direction and kind, each as an unsigned
// varint, and then its connection, data and note, each with its length before it.

// Binary returns the binary form.
func (l Log) Binary() []byte {
	size := 0
	for _, e := range l.events {
		size += len(e.Conn) + len(e.Data) + len(e.Note) + 3*binary.MaxVarintLen64
	}
	all := make([]byte, 0, size)
	for _, e := range l.events {
		for _, number := range []uint64{uint64(e.At), uint64(e.Dir), uint64(e.Kind), uint64(len(e.Conn))} {
			all = binary.AppendUvarint(all, number)
		}
		all = append(all, e.Conn...)
		all = append(binary.AppendUvarint(all, uint64(len(e.Data))), e.Data...)
		all = append(binary.AppendUvarint(all, uint64(len(e.Note))), e.Note...)
	}
	return all
}

var errBinary = errors.New("trace: this is not the binary form of a log")

// ErrTooMany is the error of ParseBinary for a log of more events than it may have.
var ErrTooMany = errors.New("trace: the log has too many events")

// ParseBinary reads the binary form of at most that many events. A stranger may have written it:
// an event takes ten times as much memory as its shortest form. The Log keeps the data.
func ParseBinary(data []byte, most int) (Log, error) {
	var events []Event
	for rest := (&unread{data: data}); len(rest.data) > 0; {
		e := Event{At: rest.duration(), Dir: Dir(rest.below(len(dirMarks))), Kind: Kind(rest.below(len(kindNames)))}
		e.Conn, e.Data, e.Note = string(rest.text()), rest.text(), string(rest.text())
		backwards := len(events) > 0 && e.At < events[len(events)-1].At
		switch {
		case rest.bad || e.Conn == "" || backwards:
			return Log{}, errBinary
		case len(events) == most:
			return Log{}, ErrTooMany
		}
		events = append(events, e)
	}
	return Log{events}, nil
}

// An unread is the rest of a binary form. After bad, what it returns means nothing.
type unread struct {
	data []byte
	bad  bool
}

func (u *unread) number() uint64 {
	number, n := binary.Uvarint(u.data)
	if u.bad = u.bad || n <= 0; u.bad {
		return 0
	}
	u.data = u.data[n:]
	return number
}

// duration reads a time that is not negative.
func (u *unread) duration() time.Duration {
	number := u.number()
	u.bad = u.bad || number > math.MaxInt64
	return time.Duration(number)
}

// below reads a number that is smaller than limit.
func (u *unread) below(limit int) int {
	number := u.number()
	if u.bad = u.bad || number >= uint64(limit); u.bad {
		return 0
	}
	return int(number)
}

// text reads a length and as many bytes. It returns nil for none.
func (u *unread) text() []byte {
	n := u.below(len(u.data) + 1)
	if u.bad = u.bad || n > len(u.data); u.bad || n == 0 {
		return nil
	}
	text := u.data[:n:n]
	u.data = u.data[n:]
	return text
}
