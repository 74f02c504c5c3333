package probe

import (
	"context"
	"fmt"
	"strings"
)

// This file finds the form in which a server takes names and texts, by trying.

// findInput tries inputs until one client hears another. An input in which the line has the
// speaker's name is better than one without.
func (p *probe) findInput(ctx context.Context) error {
	var anonymous *input
	names, texts := inputs(p.greeting)
	for i, f := range names {
		p.server.Trying(i, len(names))
		works, named, err := p.tryInputs(ctx, f, texts)
		switch {
		case err != nil:
			return err
		case named:
			p.input, p.heard = works, nil
			return nil
		case works.say != "" && anonymous == nil:
			anonymous = &works
		}
	}
	switch {
	case anonymous == nil && p.stuck:
		return ErrAlone
	case anonymous == nil:
		return ErrNoChat
	}
	p.input, p.heard = *anonymous, nil
	return nil
}

// tryInputs lets two clients give their names in one input, and one of them say something in
// several, until the other hears it. It returns the input that works, and reports whether the
// line had the name in it.
func (p *probe) tryInputs(ctx context.Context, in input, texts []string) (works input, named bool, err error) {
	defer p.hangUp()
	p.input = in
	first, err := p.join(ctx, "anouk")
	if err != nil {
		return works, false, err
	}
	second, err := p.join(ctx, "bruno")
	if err != nil {
		return works, false, err
	}
	if p.greeting != "" && first.greeted && !second.greeted {
		return works, false, ErrAlone
	}
	p.stuck = p.stuck || first.got != "" && second.got == "" && !second.ended()
	p.hear(ctx, first)
	for tried, say := range texts {
		if first.ended() || second.ended() {
			break
		}
		in.say = say
		first.send(in.text(helloOf(tried)))
		for _, line := range lines(p.hear(ctx, second)) {
			if in.say = saidIn(line, texts[:tried+1]); in.say != "" {
				return in, strings.Contains(strings.Replace(line, hello, "", 1), first.name), nil
			}
		}
	}
	return works, false, nil
}

// helloOf is what a client says in the input with that number. A busy server may pass it on when
// the next input is tried already.
func helloOf(tried int) string { return fmt.Sprintf("%s %c", hello, 'a'+tried) }

// saidIn returns the input in which a line was said; empty if in none. If the line has the whole
// input in it, the server took that for the text, so a text is said as it is.
func saidIn(line string, texts []string) string {
	for tried, say := range texts {
		text := helloOf(tried)
		if !strings.Contains(line, text) {
			continue
		}
		if strings.Contains(line, strings.ReplaceAll(say, "{text}", text)) {
			return "{text}"
		}
		return say
	}
	return ""
}

// hello is what clients say. No server can have a use for it.
const hello = "hello from the probe"
