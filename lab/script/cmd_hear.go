package script

import (
	"fmt"
	"slices"
	"strconv"

	"chatlab/lab/dialect"
	"chatlab/lab/draw"
	"chatlab/lab/lesson"
)

var hear = Command{
	Name:    "hear",
	Args:    "WHO FROM TEXT | WHO FROM --size N [--of TEXT] | WHO FROM --lines FIRST..LAST",
	Summary: "Expect that a client's next line from somebody is this one.",
	Detail:  "Lines from others and notices are skipped. Another text from FROM fails at once, and so does a line that the protocol does not have. --size, with --of, means the text that say and send make of it; --lines, each of those lines of send --lines, one after the other. FROM of private text is both, as in 'ana -> bruno'. Characters of TEXT that P10 cleans may come as they are or as U+FFFD. Write U+FFFD where it must be U+FFFD.",
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
}

// hearLines expects lines that are numbers, one after the other.
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
	return count(last-first+1, "line"), nil
}

// hear waits for the next line from somebody and holds it against text.
func (c *client) hear(from, text string) error {
	expected := c.s.chatLine(from, text)
	var got *line
	c.await(c.s.limit(), func(in *inbox) bool {
		got = in.next(func(l *line) bool {
			return l.form.Said() && l.from == from && !c.s.isMarker(l.text) || c.s.dialect.Strict() && l.form == dialect.Other && c.named() && l != in.lines[0]
		})
		return got != nil
	})
	switch {
	case got == nil:
		return c.unheard(expected, from)
	case !got.form.Said() || !dialect.SameText(text, got.text):
		return c.wrong(expected, got)
	}
	return nil
}

// unheard is the failure of a client that heard nothing more from somebody. It says
// how the connection of that one has ended, if the server ended it, or who else got
// the line.
func (c *client) unheard(expected Evidence, from string) *Failure {
	near := c.nearest(expected)
	f := c.lacking(expected, near)
	if near != nil && near.form == dialect.Chat && c.s.saidBy(near.from) == nil {
		f.seen(lesson.Altered) // the name before it is nobody's
	}
	name, _ := dialect.Parties(from)
	speaker := c.s.find(name)
	if speaker == nil || speaker == c || f.Symptom == lesson.Crash {
		return f
	}
	if speaker.ended() != "" && speaker.leftAt == 0 && !c.s.stopping && !c.s.crashed {
		f.addNote(speaker.obituary())
		return f.seen(symptomOfEnd(speaker.ended()))
	}
	if f.Symptom != lesson.Nothing {
		return f
	}
	for _, other := range c.s.everyone() {
		got := other.unasked(func(l *line) bool {
			who, _ := dialect.Parties(l.from)
			return who == name && l.text == expected.text && l.from != from
		})
		if other != c && got != nil {
			f.addNote(other.name + " received " + quoted(got))
			return f.seen(lesson.Foreign)
		}
	}
	return f
}

// chatLine is the line in which somebody says something. How a server with a
// dialect writes it is not known, so then it is words.
func (s *session) chatLine(from, text string) Evidence {
	if !s.dialect.Strict() {
		return Evidence{Words: fmt.Sprintf("a line in which %s says %q", from, text), text: text}
	}
	return Evidence{Data: Bytes(fmt.Sprintf("[%s] %s\n", from, text)), text: text}
}

// obituary says how a client's connection ended, and what the server said
// last: often that explains why nobody heard of it.
func (c *client) obituary() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := c.name + " can't be heard: " + c.end
	if n := len(c.inbox.lines); n > 0 {
		last, _ := draw.Window(string(c.inbox.lines[n-1].raw), -1, obituaryColumns)
		text += ", having said " + last
	}
	return text
}

const obituaryColumns = 60
