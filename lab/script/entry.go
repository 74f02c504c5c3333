package script

import (
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// This file is how a client gets into the room: greeting, name, and the answer to the name.

// introducesItself notes the name that the client gives: its first line, in any number of
// writes. It returns what the client sends after the name.
func (c *client) introducesItself(text string) (rest string) {
	if c.named() {
		return text
	}
	head, rest, ended := strings.Cut(text, "\n")
	c.firstLine = append(c.firstLine, head...)
	if ended {
		c.calls(strings.TrimSuffix(string(c.firstLine), "\r"), c.s.tick())
	}
	return rest
}

func (c *client) awaitGreeting() error {
	if c.s.dialect.Silent || c.await(c.s.limit(), (*inbox).greeted) {
		return nil
	}
	if d := c.s.dialect; d.Prompt && d.InAtOnce && c.await(0, func(in *inbox) bool { return len(in.lines) > 0 }) {
		return nil // a notice has come right after the prompt, and its LF ends both
	}
	f := c.missing(inBrief("a greeting for "+c.name, "greeting"))
	if f.Symptom == lesson.Nothing {
		c.s.tellDropped(f, c.nc)
	}
	return f
}

// introduce sends the client's name and waits for the list of who is here.
func (c *client) introduce() error {
	if err := c.write(c.name + "\n"); err != nil {
		return err
	}
	if c.s.dialect.Unanswered {
		return c.awaitRoom()
	}
	expected := inBrief("the list of who is in the room, for "+c.name, "list of the room")
	switch answer := c.awaitAnswer(); {
	case answer == nil:
		return c.unlisted(expected)
	case !c.s.dialect.Admits(answer.raw):
		return c.wrong(expected, answer).seen(lesson.Refused)
	}
	c.inAt = c.s.tick()
	return nil
}

// unlisted is the failure of a client that was not told who is in the room. If a line came, it has
// another form.
func (c *client) unlisted(expected Evidence) *Failure {
	near := c.nearest(expected)
	f := c.unanswered(expected, false)
	c.misformed(f, near, c.s.dialect.AdmissionForm(), "P5", "P22")
	return f
}

// admitted reports whether the server has let the client in, by telling it who is in the
// room. If it gets no answer, it is in the room unless it was refused.
func (c *client) admitted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.s.dialect.Unanswered {
		return c.named() && !slices.ContainsFunc(c.inbox.lines, func(l *line) bool { return l.form == dialect.Refusal })
	}
	return c.named() && c.inbox.admission() != nil
}

// awaitAnswer waits for the server's answer to a name: a notice (*) that the client is in,
// or a refusal (!). Nil means that none came.
func (c *client) awaitAnswer() (answer *line) {
	c.await(c.s.limit(), func(in *inbox) bool {
		admission := in.admission() // once: a flood has millions of lines
		answer = in.next(func(l *line) bool { return l == admission || l.form == dialect.Refusal })
		return answer != nil
	})
	return answer
}

// awaitJudgement waits until the server has decided about the client's name: it is let in,
// refused, or asked for a password.
func (c *client) awaitJudgement() {
	c.await(c.s.limit(), func(in *inbox) bool {
		return in.admission() != nil || slices.ContainsFunc(in.lines, func(l *line) bool { return l.form == dialect.Refusal || l.asks() })
	})
}
