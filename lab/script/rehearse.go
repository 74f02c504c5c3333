package script

import (
	"context"
	"errors"
	"strings"
)

// rehearse runs every step without a server, as far as reading its arguments. So it finds
// mistakes before a server starts. The error is a *Mistake. A mistake that depends on what
// the server answers shows when the scenario runs.
func (sc *Scenario) rehearse() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // so no step waits
	s := newSession(ctx, *sc, nil, Options{})
	defer s.cancel()
	s.rehearsed = newCast(sc.Paths)
	for _, line := range sc.Lines {
		words, ok := splitWords(line.Source)
		if !ok {
			continue
		}
		command, _ := find(line.Command)
		err := guarded(func() error { // another error is reported when the step runs
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

// errRehearsed ends a step of a rehearsal at the point where it would need the server.
var errRehearsed = errors.New("it is not done, only rehearsed")

// splitWords splits a step as testscript does. Text in single quotes is one word, and two
// single quotes in it mean one. ok is false if testscript would insert a variable.
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
