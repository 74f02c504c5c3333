package script

import (
	"context"
	"errors"
	"strings"
)

// rehearse runs every step as far as its arguments are read, without a server. So what
// is written wrongly is told before a server starts. The error is a *Mistake. A mistake
// that depends on what the server answers is told when the scenario is run.
func (sc *Scenario) rehearse() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nothing is waited for
	s := newSession(ctx, *sc, nil, Options{})
	defer s.cancel()
	s.rehearsed = newCast(sc.Paths)
	for _, line := range sc.Lines {
		words, ok := splitWords(line.Source)
		if !ok {
			continue
		}
		command, _ := find(line.Command)
		err := guarded(func() error { // what breaks here is told when it is run
			_, err := command.run(s, words[1:])
			return err
		})
		var usage usageError
		if errors.As(err, &usage) || errors.As(s.rehearsed.play(words), &usage) {
			return sc.mistake(line.Number, usage.what, command.Usage())
		}
	}
	return nil
}

// errRehearsed ends a step of a rehearsal where it would now need the server.
var errRehearsed = errors.New("it is not done, only rehearsed")

// splitWords splits a step as testscript does: what is in single quotes is one word, and
// two single quotes in there mean one. ok is false where testscript would put in a
// variable.
func splitWords(source string) (words []string, ok bool) {
	var word strings.Builder
	within, quoted := false, false
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case c == '\'' && quoted && i+1 < len(source) && source[i+1] == '\'':
			word.WriteByte(c)
			i++
		case c == '\'':
			quoted, within = !quoted, true
		case quoted:
			word.WriteByte(c)
		case c == '$':
			return nil, false
		case c == ' ' || c == '\t':
			if within {
				words = append(words, word.String())
				word.Reset()
				within = false
			}
		default:
			word.WriteByte(c)
			within = true
		}
	}
	if within {
		words = append(words, word.String())
	}
	return words, len(words) > 0
}
