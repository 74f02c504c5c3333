package trace

import (
	"fmt"
	"slices"
	"time"
)

// A Size is how much there is in a log.
type Size struct {
	Events int // of connections
	Bytes  int // about as many as in the text form of the log, if the data are text
}

// eventBytes is what an event takes in the text form beside its data and note.
const eventBytes = 40

func (s *Size) add(e Event) {
	s.Bytes += eventBytes + len(e.Data) + len(e.Note)
	if e.Kind.OnWire() {
		s.Events++
	}
}

// fits reports whether it is not more than most. A zero of most means no limit.
func (s Size) fits(most Size) bool {
	return (most.Events == 0 || s.Events <= most.Events) && (most.Bytes == 0 || s.Bytes <= most.Bytes)
}

// Size returns the size of the log.
func (l Log) Size() (s Size) {
	for _, e := range l.events {
		s.add(e)
	}
	return s
}

// Shortened returns the log with its middle left out, so that it has about the size most. Steps
// and faults stay, and so do the bytes at which a step failed. Of a long read or write the middle
// is left out too. Left events say how much is missing. They end with rest, which says where it
// is, such as "the trace has them". A log that is not too long stays as it is.
func (l Log) Shortened(most Size, rest string) Log {
	if l.Size().fits(most) {
		return l
	}
	s := shortener{most: most, rest: rest, wrong: l.wrong(), missing: make(map[stream]int)}
	keep, carried := s.kept(l.events), make(map[stream]int)
	for i, e := range l.events {
		of := stream{e.Conn, e.Dir}
		before := carried[of]
		carried[of] += len(e.Data) + LeftBytes(e)
		if !keep[i] {
			s.leave(e)
			continue
		}
		s.tell()
		if n := s.missing[of]; n > 0 && (e.Kind == Data || e.Kind == Fin) {
			s.out = append(s.out, leftOf(e, n))
			s.missing[of] = 0
		}
		s.out = append(s.out, s.parts(e, before)...)
	}
	s.tell()
	return Log{s.out}
}

// A shortener makes a log shorter.
type shortener struct {
	most    Size
	rest    string
	wrong   map[stream][]int // the numbers of bytes at which steps failed
	missing map[stream]int   // bytes that were left out since the stream's last event
	left    Size             // what was left out since the last event that stays
	at      time.Duration    // when that began
	told    bool             // an event says already that long reads are cut
	out     []Event
}

// leave leaves an event out.
func (s *shortener) leave(e Event) {
	if s.left.Events == 0 {
		s.at = e.At
	}
	s.left.Events++
	s.left.Bytes += len(e.Data) + LeftBytes(e)
	s.missing[stream{e.Conn, e.Dir}] += len(e.Data) + LeftBytes(e)
}

// tell adds an event that says what was left out here.
func (s *shortener) tell() {
	if s.left.Events > 0 {
		note := fmt.Sprintf("%d events with %d bytes are left out here; %s", s.left.Events, s.left.Bytes, s.rest)
		s.out = append(s.out, Event{At: s.at, Conn: leftConn, Kind: Left, Note: note})
	}
	s.left = Size{}
}

// leftConn is the name in an event that says for a reader what is left out.
const leftConn = "trace"

// leftOf says how many bytes of a stream are missing before e, for readers that count them.
func leftOf(e Event, n int) Event {
	return Event{At: e.At, Conn: e.Conn, Dir: e.Dir, Kind: Left, Note: leftNote(n)}
}

func leftNote(n int) string { return fmt.Sprintf("%d bytes", n) }

// mostLeft is how many bytes a Left event can stand for.
const mostLeft = 1 << 40

// LeftBytes returns how many bytes of its stream a Left event stands for. It is 0 for other events.
func LeftBytes(e Event) (n int) {
	if e.Kind != Left || e.Dir == None {
		return 0
	}
	if fmt.Sscanf(e.Note, "%d", &n); n < 0 || n > mostLeft || leftNote(n) != e.Note {
		return 0
	}
	return n
}

// wrong returns the numbers of the bytes that show why steps failed.
func (l Log) wrong() map[stream][]int {
	all := make(map[stream][]int)
	for _, e := range l.events {
		if span, ok := ParseSpan(e.Note); ok && e.Kind == Took && span.Shows() {
			of := stream{e.Conn, e.Dir}
			all[of] = append(all[of], span.WrongAt())
		}
	}
	return all
}

// What of a long read or write stays, as parts of the size of the log.
const (
	longData = 128 // it is long from this part on
	endData  = 512 // what stays of its beginning, of its end, and on either side of a wrong byte
)

// isLong reports whether an event has so much data that its middle is left out.
func (s *shortener) isLong(e Event) bool {
	return e.Kind == Data && s.most.Bytes > 0 && len(e.Data) > s.most.Bytes/longData
}

// parts returns an event for each part of the data that stays, and Left events for what lies
// between. before is how many bytes of the stream come before the data.
func (s *shortener) parts(e Event, before int) (out []Event) {
	if !s.isLong(e) {
		return []Event{e}
	}
	size := max(1, s.most.Bytes/endData)
	stay := [][2]int{{0, size}, {len(e.Data) - size, len(e.Data)}}
	for _, wrong := range s.wrong[stream{e.Conn, e.Dir}] {
		if at := wrong - before; at >= 0 && at < len(e.Data) {
			stay = append(stay, [2]int{at - size, at + size})
		}
	}
	slices.SortFunc(stay, func(a, b [2]int) int { return a[0] - b[0] })
	end := 0
	for _, part := range stay {
		from, to := max(part[0], end), min(part[1], len(e.Data))
		if from >= to {
			continue
		}
		if from > end {
			if !s.told { // before the first part: what lies between the others shows that they are of one event
				note := "the middle of long reads and writes is left out here, and further down; " + s.rest
				out = slices.Insert(out, 0, Event{At: e.At, Conn: leftConn, Kind: Left, Note: note})
				s.told = true
			}
			out = append(out, leftOf(e, from-end))
		}
		one := e
		one.Data = e.Data[from:to]
		out = append(out, one)
		end = to
	}
	return out
}

// kept chooses the events that stay: those that must, and as many as fit from the beginning and from
// the end.
func (s *shortener) kept(events []Event) []bool {
	keep, size := make([]bool, len(events)), Size{}
	carried := make(map[stream]int)
	for i, e := range events {
		of := stream{e.Conn, e.Dir}
		from := carried[of]
		carried[of] += len(e.Data) + LeftBytes(e)
		isWrong := slices.ContainsFunc(s.wrong[of], func(at int) bool { return at >= from && at < carried[of] })
		if keep[i] = stays(e) || e.Kind == Data && isWrong; keep[i] {
			s.fits(&size, e, Size{})
		}
	}
	half := Size{middle(size.Events, s.most.Events), middle(size.Bytes, s.most.Bytes)}
	begin := size
	for i := 0; i < len(events) && (keep[i] || s.fits(&begin, events[i], half)); i++ {
		keep[i] = true
	}
	end := size
	for i := len(events) - 1; i >= 0 && (keep[i] || s.fits(&end, events[i], half)); i-- {
		keep[i] = true
	}
	return keep
}

// fits adds what stays of an event to a size, and reports whether that still fits.
func (s *shortener) fits(size *Size, e Event, most Size) bool {
	if s.isLong(e) {
		e.Data = e.Data[:2*s.most.Bytes/endData]
		size.Bytes += 2 * eventBytes // of a second part, and of what lies between
	}
	size.add(e)
	return size.fits(most)
}

// middle returns what is half way from now to a limit; 0, if there is no limit.
func middle(now, limit int) int {
	if limit == 0 {
		return 0
	}
	return max(1, (now+limit)/2)
}

// stays reports whether an event is always kept. However much a server sends, such events are few.
func stays(e Event) bool {
	switch e.Kind {
	case Open, Data, Fin, Reset, Output:
		return false
	case Left:
		return e.Dir == None
	case Took:
		span, ok := ParseSpan(e.Note)
		return ok && span.Shows()
	}
	return true
}
