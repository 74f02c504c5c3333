// Package probe talks to a chat server that it does not know, and finds out how the server
// words its lines. It proposes a dialect (see package dialect), each word with what it rests
// on.
//
// It guesses: it tries inputs that are usual, and generalizes from a few lines. It judges
// nothing. The scenarios do that, with the dialect that it proposes.
//
//   - probe.go: Probe, and the conversations that it has, in order
//   - inputs.go: the inputs that it tries for a name and for a text; findinput.go: which works
//   - caller.go: one connection of a conversation
//   - pattern.go: from lines that were seen to a pattern
//   - words.go: from what was seen to the words of a dialect; roomwords.go: those about the room
package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
)

// A Server is how Probe reaches the server.
type Server struct {
	Dial func(context.Context) (net.Conn, error)
	// Idle waits until the server has nothing to do, if the system can tell.
	Idle func(context.Context)
	// Restart starts the server again, with nobody in it. A server that forgets to remove its
	// clients would mix up the next conversation.
	Restart func(context.Context) error
	// Trying is called with the number of an input for a name, from 0, and how many there are.
	Trying func(nth, of int)
}

// Found is what a probe has found out.
type Found struct {
	Words []Word // of the dialect, in the order of the file; none if the protocol's own words fit
	Heard []Heard
}

// A Word is a word of a dialect file, and what it rests on. A Word without a Value is a
// remark.
type Word struct {
	Word, Value, Why string
	Excuses          string // the clauses of the core that it excuses, such as "P9"; empty for most words
}

// Heard is one line that a client got, with its LF if it had one.
type Heard struct {
	Client, Line string
	First        bool // it came before the client sent anything
	More         int  // how many lines came after it at once, and are left out
}

// ErrNoChat is the error of a server on which no input for a name and a text made one client
// hear another.
var ErrNoChat = errors.New("no client heard another, in whatever form it gave its name and said something")

// ErrAlone is the error of a server that neglects all clients but one.
var ErrAlone = errors.New("while one client was connected, a second one got no answer")

// ErrEndless is the error of a server that never stops sending. So nothing that it sends can
// be an answer.
var ErrEndless = fmt.Errorf("the server kept sending for %s without a pause, so nothing tells which line answers what", talkTime)

// Probe talks to a server. It makes a few dozen connections at most, one conversation after
// the other. An error says that nothing could be found out: the server can't be reached, or it is
// ErrNoChat, ErrAlone or ErrEndless. Found has what was heard in the input that worked, or in all
// of them.
func Probe(ctx context.Context, s Server) (Found, error) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	p := &probe{server: s, giveUp: giveUp}
	defer p.hangUp()
	err := p.run(ctx)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	found := Found{Heard: p.heard}
	if err == nil {
		found.Words = p.words()
	}
	return found, err
}

// A probe is what was seen so far.
type probe struct {
	server  Server
	giveUp  context.CancelCauseFunc // ends the context of all that the probe does
	callers []*caller               // of the conversation that goes on
	heard   []Heard
	unread  bool // the server has left something unread

	input    input    // how clients give names and say something
	greeting string   // what came before a name
	answers  []answer // to those who were let in
	notices  []seen   // of somebody who came or left
	leaves   bool     // somebody's leaving was told
	prompt   string   // a pattern of what comes without a line end, for the next line to be typed
	chat     seen     // a chat line
	echo     string   // the line in which the speaker heard itself, too
	strays   []string // lines that were neither an answer nor chat nor a notice
	stuck    bool     // a second client got no answer to its name
	early    bool     // a client without a name heard it
	refusals []refusal
}

// A seen line has names and texts in it that patterns must not have.
type seen struct {
	line, name, text string
}

// An answer is what a newcomer got, and who was in the room.
type answer struct {
	lines  []string
	name   string
	others []string
}

// A refusal is what a client got for a name that a server may refuse.
type refusal struct {
	name  string
	why   string // what is wrong with the name
	lines []string
	open  bool // the connection stayed open
	in    bool // the client was let in anyway
}

// run has all conversations.
func (p *probe) run(ctx context.Context) error {
	if err := p.greet(ctx); err != nil {
		return err
	}
	if err := p.findInput(ctx); err != nil {
		return err
	}
	for _, converse := range []func(context.Context) error{p.meet, p.tryNames} {
		if err := p.server.Restart(ctx); err != nil {
			return err
		}
		if err := converse(ctx); err != nil {
			return err
		}
	}
	return nil
}

// greet finds out what the server says before it gets a name.
func (p *probe) greet(ctx context.Context) error {
	c, err := p.call(ctx, "caller")
	if err != nil {
		return err
	}
	p.greeting = p.hear(ctx, c)
	p.hangUp()
	return nil
}

// meet lets three clients join, say something, and leave.
func (p *probe) meet(ctx context.Context) error {
	defer p.hangUp()
	var room []*caller
	for _, name := range []string{"anouk", "bruno", "carla"} {
		c, err := p.join(ctx, name)
		if err != nil {
			return err
		}
		rest := tail(c.got)
		if p.prompt = ""; rest != "" {
			p.prompt = "(?:" + general(rest, part{name, aName, ""}) + ")*"
		}
		p.answers = append(p.answers, answer{lines: lines(strings.TrimSuffix(c.got, rest)), name: name, others: names(room)})
		for _, other := range room {
			p.notice(name, p.hear(ctx, other))
		}
		room = append(room, c)
	}
	silent, err := p.call(ctx, "caller")
	if err != nil {
		return err
	}
	p.hear(ctx, silent)
	anouk, bruno, carla := room[0], room[1], room[2]
	anouk.send(p.input.text(hello))
	for _, line := range lines(p.hear(ctx, bruno)) {
		if strings.Contains(line, hello) {
			p.chat = seen{line: line, name: anouk.name, text: hello}
		}
	}
	if p.chat.line == "" {
		return ErrNoChat
	}
	for _, line := range lines(p.hear(ctx, anouk)) {
		if strings.Contains(line, hello) {
			p.echo = line
		} else if !p.isPrompt(line) {
			p.strays = append(p.strays, line)
		}
	}
	p.early = strings.Contains(p.hear(ctx, silent), hello)
	carla.close()
	p.leaves = p.notice("carla", p.hear(ctx, anouk))
	return nil
}

// isPrompt reports whether a line is nothing but prompts.
func (p *probe) isPrompt(line string) bool {
	return p.prompt != "" && matches("^"+p.prompt+"$", line)
}

// notice notes the lines about somebody, and reports whether there is one. A line that has the
// names of others as well is not one if there is a line without them.
func (p *probe) notice(name, got string) (any bool) {
	var alone, crowded []seen
	for _, line := range lines(got) {
		switch before, after, found := strings.Cut(line, name); {
		case found && span(before+after, p.roomWithout(name)) == "":
			alone = append(alone, seen{line: line, name: name})
		case found:
			crowded = append(crowded, seen{line: line, name: name})
		}
	}
	if alone == nil {
		alone, crowded = crowded, nil
	}
	for _, other := range crowded {
		p.strays = append(p.strays, other.line)
	}
	p.notices = append(p.notices, alone...)
	return alone != nil
}

// tryNames asks for a name that is taken, and for two that are not valid.
func (p *probe) tryNames(ctx context.Context) error {
	defer p.hangUp()
	owner, err := p.join(ctx, "anouk")
	if err != nil {
		return err
	}
	for _, try := range []refusal{
		{name: "anouk", why: "is taken"},
		{name: "two words", why: "has a space"},
		{name: "e.va", why: "has a dot"},
	} {
		c, err := p.call(ctx, "caller")
		if err != nil {
			return err
		}
		p.hear(ctx, c)
		p.hear(ctx, owner)
		c.send(p.input.named(try.name))
		try.lines = lines(p.hear(ctx, c))
		try.open = !c.ended()
		c.send(p.input.text(hello))
		try.in = try.open && strings.Contains(p.hear(ctx, owner), hello)
		p.refusals = append(p.refusals, try)
		c.close()
	}
	return nil
}
