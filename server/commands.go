package server

import (
	"strings"
	"unicode/utf8"

	"chatlab/server/wire"
)

// A command is what a client asks for with a line that starts with a slash. To add
// one, add it to the table. /help then lists it.
type command struct {
	name string // without the slash
	help string
	run  func(c *conn, text string) (why reason, over bool)
}

// commands returns every command, in the order of /help. It is a function because
// /help reads the table that contains it.
func commands() []command {
	return []command{
		{"who", "who is here", (*conn).who},
		{"msg", "/msg NAME TEXT tells NAME, and nobody else", (*conn).msg},
		{"quit", "leave", (*conn).quit},
		{"help", "this list; //text says /text", (*conn).help},
	}
}

func (c *conn) command(name, text string) (why reason, over bool) {
	for _, known := range commands() {
		if known.name == name {
			return known.run(c, text)
		}
	}
	c.answer(wire.Refusal(wire.UnknownCommand, "/"+abbreviate(name)+" is not a command; /help lists them"))
	return "", false
}

func (c *conn) who(string) (why reason, over bool) {
	if c.server.room.roster(c.me, c.server.Limits.Line) {
		c.waitFor([]*outbox{c.out})
	}
	return "", false
}

// msg sends private text (P18). It sends the pending batch first, so that nobody hears
// one person's lines in the wrong order.
func (c *conn) msg(text string) (why reason, over bool) {
	to, text, _ := strings.Cut(text, " ")
	if to == "" || text == "" {
		c.answer(wire.Refusal(wire.BadCommand, "it is /msg NAME TEXT"))
		return "", false
	}
	c.send()
	there, full := c.server.room.whisper(c.me, to, text)
	if !there {
		c.answer(wire.Refusal(wire.NoSuchUser, abbreviate(to)+" is not here; /who lists who is"))
	}
	c.waitFor(full)
	return "", false
}

func (c *conn) quit(string) (why reason, over bool) {
	return quit, true
}

func (c *conn) help(string) (why reason, over bool) {
	var text strings.Builder
	for _, known := range commands() {
		text.WriteString(wire.Notice("/" + known.name + ": " + known.help))
	}
	c.answer(text.String())
	return "", false
}

// abbreviate shortens text of a client that an answer repeats. It cuts between
// characters.
func abbreviate(word string) string {
	const enough = 32 // bytes
	if len(word) <= enough {
		return word
	}
	end := enough
	for end > enough-utf8.UTFMax && !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end] + "…"
}
