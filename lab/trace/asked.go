package trace

import "bytes"

// A Mask masks, while a record is made, what clients answer when a server asks
// them something: a line that begins with "? " asks for a password (P20 of
// docs/protocol.md). What is sent before it is asked for is not known to be one.
// The zero Mask is ready. It is not safe for use by several at once.
type Mask struct {
	begins map[stream][]byte // of the server's line that has not ended, its first bytes
	asked  map[stream]int    // so many of the client's next lines are secrets
	named  map[stream]bool   // the client has sent a line: before it, the server can only have asked for a name
}

// questionMark is how a question begins.
var questionMark = []byte("? ")

// Event returns an event as it may be written down.
func (m *Mask) Event(e Event) Event {
	if m.asked == nil {
		m.begins, m.asked, m.named = make(map[stream][]byte), make(map[stream]int), make(map[stream]bool)
	}
	switch {
	case e.Kind != Data:
	case e.Dir == ToClient || e.Dir == FarToClient:
		m.listen(e)
	case m.asked[stream{e.Conn, e.Dir}] > 0:
		e.Data = m.answer(e)
	case bytes.IndexByte(e.Data, '\n') >= 0:
		m.named[stream{conn: e.Conn}] = true
	}
	return e
}

// Forget is to be called when a connection is over and nothing more will come of
// it: what is known of it takes memory.
func (m *Mask) Forget(conn string) {
	delete(m.named, stream{conn: conn})
	for _, dir := range []Dir{ToServer, ToClient, FarToServer, FarToClient} {
		delete(m.begins, stream{conn, dir})
		delete(m.asked, stream{conn, dir})
	}
}

// listen looks for questions.
func (m *Mask) listen(e Event) {
	of := stream{e.Conn, e.Dir}
	for _, b := range e.Data {
		begin := m.begins[of]
		switch {
		case b != '\n' && len(begin) < len(questionMark):
			m.begins[of] = append(begin, b)
		case b == '\n':
			if bytes.Equal(begin, questionMark) && m.named[stream{conn: e.Conn}] {
				m.asked[stream{e.Conn, ToServer}]++
				m.asked[stream{e.Conn, FarToServer}]++
			}
			m.begins[of] = begin[:0]
		}
	}
}

// answer masks what belongs to the answer.
func (m *Mask) answer(e Event) []byte {
	masked := bytes.Clone(e.Data)
	of := stream{e.Conn, e.Dir}
	for i := 0; i < len(masked) && m.asked[of] > 0; i++ {
		if masked[i] == '\n' {
			m.asked[of]--
		} else {
			masked[i] = '*'
		}
	}
	return masked
}
