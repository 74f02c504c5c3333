package script

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"chatlab/lab/layout"
)

// pace is the pause between two writes of one send. Without it the kernel often hands both
// to the server in one read, and a scenario about pieces would test nothing.
const pace = 5 * time.Millisecond

// maxPause is the longest pause that a scenario may ask for.
const maxPause = 10 * time.Second

var send = Command{
	Name:    "send",
	Args:    "[--each N] [--pause D] WHO PIECE… | … WHO --size N | … WHO --lines N | … WHO --file FILE",
	Summary: "Send bytes as they are, each piece in a write of its own.",
	Detail:  "Nothing is added: a line feed is written \\n. Between two pieces there are " + pace.String() + " and, where the system shows it, a wait until the server has read the one before. --pause makes this longer by a time such as 3s, " + maxPause.String() + " at most: no sensible server waits that long for the rest of a line. check --slow 3 makes the pause three times as long, and so finds servers that wait longer. With --each, everything is cut into pieces of N bytes. With --size, a text of N bytes and its line feed; with --lines, N lines, 1 to N, in one write; with --file, the content of a file that the scenario carries.",
	Example: `server
join ana bruno
send ana 'hel' 'lo wor' 'ld\n'
hear bruno ana 'hello world'
send --each 1 ana 'caf\u00e9\n'
hear bruno ana 'café'`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		each := flags.Int("each", 0, "")
		size := flags.Int("size", 0, "")
		lines := flags.Int("lines", 0, "")
		file := flags.String("file", "", "")
		wait := flags.Duration("pause", 0, "")
		args, err := options(flags, args)
		if err != nil {
			return "", err
		}
		switch {
		case len(args) == 0:
			return "", usagef("who?")
		case *each < 0:
			return "", usagef("--each is a number of bytes")
		case *wait < 0 || *wait > maxPause:
			return "", usagef("--pause is a time such as 3s, at most %v", maxPause)
		}
		var pieces []string
		if *lines != 0 {
			pieces, err = numbered(args[1:], *lines)
		} else {
			pieces, err = s.pieces(args[1:], *size, *file)
		}
		if err != nil {
			return "", err
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		if *each > 0 {
			pieces = cut(strings.Join(pieces, ""), *each)
		}
		return describe(pieces), c.send(pieces, pace+s.pause(*wait))
	},
}

// maxLines is how many lines --lines makes, at most.
const maxLines = 10_000

// numbered returns the lines of --lines as one piece.
func numbered(rest []string, n int) ([]string, error) {
	if len(rest) > 0 || n < 1 || n > maxLines {
		return nil, usagef("--lines takes a number from 1 to %d, and makes the text", maxLines)
	}
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "%d\n", i+1)
	}
	return []string{text.String()}, nil
}

func (s *session) pieces(args []string, size int, file string) ([]string, error) {
	switch {
	case size > maxSize:
		return nil, errTooLarge
	case len(args) > 0 && size == 0 && file == "":
		var pieces []string
		for _, arg := range args {
			piece, err := unescape(arg)
			if err != nil {
				return nil, err
			}
			pieces = append(pieces, piece)
		}
		return pieces, nil
	case len(args) == 0 && size > 0 && file == "":
		return []string{ruler(size) + "\n"}, nil
	case len(args) == 0 && size == 0 && file != "":
		if !filepath.IsLocal(file) {
			return nil, usagef("--file names a file that the scenario carries")
		}
		data, err := s.scenario.carries(file)
		return []string{string(data)}, err
	}
	return nil, usagef("needs either pieces, --size N or --file FILE")
}

// send writes the pieces, with a pause between them.
func (c *client) send(pieces []string, pause time.Duration) error {
	c.s.last.Store(c)
	taken := true
	for i, piece := range pieces {
		if i > 0 {
			taken = c.awaitPace(pause, taken) // one wait is enough: there may be hundreds of pieces
		}
		if err := c.write(piece); err != nil {
			return err
		}
	}
	return nil
}

// awaitPace is the kit's one pause that waits for no event. What the kit sends needs a
// time; an expectation never does. With taken it waits as well until the server has read what
// the client sent, and reports whether the server has.
func (c *client) awaitPace(pause time.Duration, taken bool) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return taken && c.awaitTaken()
	case <-c.s.ctx.Done():
		return false
	}
}

func cut(text string, each int) []string {
	var pieces []string
	for len(text) > each {
		pieces, text = append(pieces, text[:each]), text[each:]
	}
	return append(pieces, text)
}

func describe(pieces []string) string {
	n := 0
	for _, piece := range pieces {
		n += len(piece)
	}
	return fmt.Sprintf("%s, %s", layout.Count(len(pieces), "write"), layout.Count(n, "byte"))
}
