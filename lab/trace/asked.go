package trace

import "bytes"

// A Mask masks, while a record is made, what clients answer when a server asks
// them something: a line that begins with "? " asks for a password (P20 of
// docs/protocol.md). What is sent before it is asked for is not known to be one.
// The zero Mask is ready. It is not safe for use by several at once.
type Mask struct {
	dialogs map[string]*dialog // of each connection, until Forget
}

// A dialog is what was asked and answered on a connection. Where both ends of a
// path are recorded, each question and each answer is seen twice.
type dialog struct {
	begins   [directions][]byte // of the server's line that has not ended, its first bytes
	asked    [directions]int    // questions, of the server's directions
	answered [directions]int    // lines that were masked, of the client's
	named    bool               // the client has sent a line: before it, the server can only have asked for a name
}

// directions is how many there are, and None.
const directions = int(FarToClient) + 1

// questionMark is how a question begins, as in wire.Question.
var questionMark = []byte("? ")

// Event returns an event as it may be written down.
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

// Forget is to be called when a connection is over and nothing more will come of
// it: what is known of it takes memory.
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

// owes reports whether the client's next line that way is an answer. Where it was
// heard first, there it counts: the path may have got its other end since. Then a line
// more is masked there: it can't be told from an answer that is still under way.
func (d *dialog) owes(dir Dir) bool {
	return max(d.asked[ToClient], d.asked[FarToClient]) > d.answered[dir]
}

// answer masks what belongs to answers.
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
