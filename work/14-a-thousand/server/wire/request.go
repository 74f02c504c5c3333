package wire

import "bytes"

// A Request is what a joined client's line asks for.
type Request struct {
	Verb Verb
	Name string // which command, without its slash: "who" in "/who"; only with Run
	Text string // what to say, or what followed the command's name; not yet cleaned
}

// A Verb says what to do with a line.
type Verb int

// The verbs.
const (
	Nothing Verb = iota // an empty line
	Say                 // tell the room
	Run                 // run a command
)

// ParseRequest reads a line from a Splitter. A slash starts a command. A double slash
// starts a text that begins with one slash (P11).
func ParseRequest(line []byte) Request {
	rest, slash := bytes.CutPrefix(line, []byte{'/'})
	switch {
	case len(line) == 0:
		return Request{}
	case !slash || bytes.HasPrefix(rest, []byte{'/'}):
		return Request{Verb: Say, Text: string(rest)}
	}
	name, text, _ := bytes.Cut(rest, []byte{' '})
	return Request{Verb: Run, Name: string(name), Text: string(text)}
}
