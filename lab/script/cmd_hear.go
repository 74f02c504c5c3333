package script

import (
	"fmt"
	"slices"
	"strconv"

	"chatlab/lab/dialect"
	"chatlab/lab/layout"
)

var hear = Command{
	Name:    "hear",
	Args:    "WHO FROM TEXT | WHO FROM --size N [--of TEXT] | WHO FROM --lines FIRST..LAST",
	Summary: "Expect that a client's next line from somebody is this one.",
	Detail:  "Lines from others and notices are skipped. Another text from FROM fails at once, and so does a line that the protocol does not have. --size and --of mean the text that say and send make from them. --lines means these lines of send --lines, one after the other. For private text, FROM names both clients, such as 'ana -> bruno'. Characters of TEXT that P10 cleans may come as they are or as U+FFFD. Write U+FFFD where it must be U+FFFD.",
	Example: `server
join ana bruno
say ana hello
hear bruno ana hello`,
	run: func(s *session, args []string) (string, error) {
		if at := slices.Index(args, "--lines"); at >= 0 {
			return s.hearLines(slices.Delete(slices.Clone(args), at, at+1))
		}
		words, text, err := lineArgs(2, args)
		if err != nil {
			return "", err
		}
		c, err := s.client(words[0])
		if err != nil {
			return "", err
		}
		return "", c.hear(s.spelled(words[1]), text)
	},
	lacks: func(s *session, args []string) (lack, bool) {
		words, text, err := lineArgs(2, args)
		if err != nil || slices.Contains(args, "--lines") {
			return lack{}, false
		}
		c, err := s.client(words[0])
		from := s.spelled(words[1])
		if err != nil || c.has(func(l *line) bool {
			return l.form.Said() && dialect.SameText(text, l.text) && s.mayBeFrom(l, from, text)
		}) {
			return lack{}, false
		}
		return lack{c, s.chatLine(from, text).label()}, true
	},
}

// hearLines expects lines that are consecutive numbers.
func (s *session) hearLines(args []string) (string, error) {
	var first, last int
	if len(args) == 3 {
		fmt.Sscanf(args[2], "%d..%d", &first, &last)
	}
	if first < 1 || last < first || last > maxLines {
		return "", usagef("who hears which lines of whom, such as 1..100?")
	}
	c, err := s.client(args[0])
	if err != nil {
		return "", err
	}
	for n := first; n <= last; n++ {
		if err := c.hear(s.spelled(args[1]), strconv.Itoa(n)); err != nil {
			return "", err
		}
	}
	return layout.Count(last-first+1, "line"), nil
}

// hear waits for the next line from somebody, and compares it with text.
func (c *client) hear(from, text string) error {
	expected := c.s.chatLine(from, text)
	var got *line
	c.await(c.s.limit(), func(in *inbox) bool {
		got = in.next(func(l *line) bool {
			return l.form.Said() && c.s.mayBeFrom(l, from, text) && !c.s.isMarker(l.text) || c.s.dialect.Strict() && l.form == dialect.Other && c.named() && l != in.lines[0]
		})
		return got != nil
	})
	switch {
	case got == nil:
		return c.unheard(expected, from)
	case !got.form.Said() || !got.says(text):
		return c.wrong(expected, got)
	}
	return nil
}

// mayBeFrom reports whether somebody may have said a chat line. If the line does not say who
// speaks, and is not the expected text, it may be what another client has said.
func (s *session) mayBeFrom(l *line, from, expected string) bool {
	if !s.dialect.Anonymous() {
		return l.from == from
	}
	other := func(c *client) bool { return c.roomName != from && s.saidOn(c).whole(l.text) }
	return l.says(expected) || !slices.ContainsFunc(s.everyone(), other)
}

// chatLine is the line in which somebody says something. If the server has a dialect,
// nobody knows how it writes the line, so then it is in words.
func (s *session) chatLine(from, text string) Evidence {
	if !s.dialect.Strict() {
		return Evidence{Words: fmt.Sprintf("a line in which %s says %q", from, text), text: text}
	}
	return Evidence{Data: Bytes(fmt.Sprintf("[%s] %s\n", from, text)), text: text}
}
