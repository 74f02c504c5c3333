package script

import (
	"bytes"

	"chatlab/lab/trace"
)

var onTheWire = Command{
	Name:    "wire",
	Args:    "WHO carries TEXT | WHO hides TEXT",
	Summary: "Look for a text among the bytes on a client's path, as an eavesdropper could.",
	Detail:  "The client needs a path of its own: net WHO heal makes one. The step looks at what has crossed it by now, in either direction. So an earlier step must have waited for something that came later.",
	Example: `server
net ana heal
join ana bruno
say ana 'good morning'
hear bruno ana 'good morning'
wire ana carries 'good morning'
wire ana hides 'good night'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 3 || args[1] != "carries" && args[1] != "hides" || args[2] == "" {
			return "", usagef("whose path carries, or hides, what?")
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		crossed := s.crossed(c.conn)
		if len(crossed) == 0 {
			return "", usagef("%s has no path to listen at, or nothing has crossed it: net %s heal makes one", args[0], args[0])
		}
		found := false
		for _, stream := range crossed {
			found = found || bytes.Contains(stream, []byte(args[2]))
		}
		if found == (args[1] == "carries") {
			return "", nil
		}
		expected, received := "the path of "+args[0]+" to carry it, for everybody to read", "bytes that do not have it in them"
		if found {
			expected, received = "nobody on the path of "+args[0]+" to be able to read it", "the text, as it was typed"
		}
		return "", s.failure(Failure{Expected: words(expected), Received: words(received), Mark: -1, Conn: c.conn})
	},
}

// crossed returns what has crossed the path of a connection, for each direction.
func (s *session) crossed(conn string) map[trace.Dir][]byte {
	streams := make(map[trace.Dir][]byte)
	for _, e := range s.recorder.Log().All() {
		if e.Conn == conn && e.Kind == trace.Data && e.Dir.IsFar() {
			streams[e.Dir] = append(streams[e.Dir], e.Data...)
		}
	}
	return streams
}
