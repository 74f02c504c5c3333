package script

import (
	"bytes"
	"fmt"
	"slices"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// tellLongLine adds to a failure how long a line may be, and how long the latest one is that reaches
// this limit (P3). It adds nothing if no client has sent such a line, or has sent another one since. It
// adds nothing either if that client never got in and is gone, and the step is about others.
func (s *session) tellLongLine(f *Failure) {
	if s.dialect.Lacks([]string{"P3"}, nil) != "" {
		return
	}
	begun := make(map[string]int) // bytes of the line that each client has begun
	note, of := "", ""            // of is whose line the note is about
	for _, e := range s.recorder.Log().All() {
		if e.Kind != trace.Data || e.Dir != trace.ToServer {
			continue
		}
		for line := range bytes.Lines(e.Data) {
			text, ended := bytes.CutSuffix(line, []byte("\n"))
			size := begun[e.Conn] + len(text)
			if begun[e.Conn] = size; ended {
				begun[e.Conn] = 0
			}
			if of == e.Conn {
				note = ""
			}
			if size >= wire.MaxLine {
				of = e.Conn
				note = fmt.Sprintf("a line of %s has %s before its line feed, and %d are allowed (P3)", e.Conn, layout.Count(size, "byte"), wire.MaxLine)
			}
			if size >= wire.MaxLine && !ended {
				note = fmt.Sprintf("%s has sent %s without a line feed, and %d are allowed (P3)", e.Conn, layout.Count(size, "byte"), wire.MaxLine)
			}
		}
	}
	if !s.isHistory(of) {
		f.addNote(note)
	}
}

// isHistory reports whether the client of a connection never got in, and is gone, and the current
// step does not name it.
func (s *session) isHistory(conn string) bool {
	return slices.ContainsFunc(s.everyone(), func(c *client) bool {
		return c.conn == conn && !c.admitted() && c.ended() != "" && !s.steps[s.next-1].names(c)
	})
}
