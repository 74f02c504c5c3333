package trace

import "bytes"

// A Mask masks passwords while a record is made. A server's line that begins with "? " asks
// for a password (P20 of docs/protocol.md); the client's next line is the answer. A
// password sent before the question is not masked. The zero Mask is ready. Only one
// goroutine at a time may use it.
type Mask struct {
	dialogs map[string]*dialog // by connection, until Forget
}

// A dialog holds the questions and answers of a connection. If both ends of a path are
// recorded, it sees each of them twice.
type dialog struct {
	begins   [directions][]byte // the first bytes of the server's unfinished line, by direction
	asked    [directions]int    // questions, by direction of the server
	answered [directions]int    // masked lines, by direction of the client
	named    bool               // the client has sent a line: before it, the server can only have asked for a name
}

// directions counts the directions, None included.
const directions = int(FarToClient) + 1

// questionMark is the start of a question, as in wire.Question.
var questionMark = []byte("? ")

// Event returns e with answers masked, so that it may be written down.
func (m *Mask) Event(e Event) Event {
	if e.Kind != Data {
		return e
	}
	d := m.dialogs[e.Conn]
	if d == nil {
		if m.dialogs == nil {
			m.dialogs = make(map[string]*dialog)
		}
		d = &dialog{}
		m.dialogs[e.Conn] = d
	}
	switch {
	case e.Dir == ToClient || e.Dir == FarToClient:
		d.listen(e)
	case d.owes(e.Dir):
		e.Data = d.answer(e)
	case bytes.IndexByte(e.Data, '\n') >= 0:
		d.named = true
	}
	return e
}

// Forget frees what is known about a connection. Call it when nothing more will happen on it.
func (m *Mask) Forget(conn string) { delete(m.dialogs, conn) }

// listen looks for questions.
func (d *dialog) listen(e Event) {
	for _, b := range e.Data {
		begin := d.begins[e.Dir]
		switch {
		case b != '\n' && len(begin) < len(questionMark):
			d.begins[e.Dir] = append(begin, b)
		case b == '\n':
			if bytes.Equal(begin, questionMark) && d.named {
				d.asked[e.Dir]++
			}
			d.begins[e.Dir] = begin[:0]
		}
	}
}

// owes reports whether the client's next line, in that direction, is an answer. A question
// counts once it was seen at either end. If the far end was recorded only after an answer,
// one line more is masked there: it looks like an answer that is still on its way.
func (d *dialog) owes(dir Dir) bool {
	return max(d.asked[ToClient], d.asked[FarToClient]) > d.answered[dir]
}

// answer masks the bytes of answers.
func (d *dialog) answer(e Event) []byte {
	masked := bytes.Clone(e.Data)
	for i := 0; i < len(masked) && d.owes(e.Dir); i++ {
		if masked[i] == '\n' {
			d.answered[e.Dir]++
		} else {
			masked[i] = '*'
		}
	}
	return masked
}
