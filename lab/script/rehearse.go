package script

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
)

// rehearse runs every step as far as its arguments are read, without a server. So what
// is written wrongly is told before a server starts. The error is a *Mistake. A mistake
// that depends on how earlier steps end is told when the scenario is run.
func (sc *Scenario) rehearse() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nothing is waited for
	s := newSession(ctx, *sc, nil, Options{})
	defer s.cancel()
	s.rehearsed = &introduced{}
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
		if errors.As(err, &usage) {
			return sc.mistake(line.Number, usage.what, command.Usage())
		}
		s.rehearsed.by(words)
	}
	return nil
}

// introduced are the words by which a scenario may have given names to clients.
type introduced struct{ words []string }

// by notes the words of a step, if it is one that gives names.
func (in *introduced) by(step []string) {
	named := []string{connect.Name, join.Name, crowd.Name, race.Name, guess.Name, clientProgram.Name}
	if slices.ContainsFunc(step, func(word string) bool { return slices.Contains(named, word) }) { // together has steps in it
		in.words = append(in.words, step...)
	}
	if slices.Contains(step, crowd.Name) {
		in.words = append(in.words, "guest")
	}
}

var number = regexp.MustCompile(`[0-9]+$`)

// knows reports whether a client may have that name. A crowd gets names with a number,
// such as guest3.
func (in *introduced) knows(name string) bool {
	return slices.Contains(in.words, name) || slices.Contains(in.words, number.ReplaceAllString(name, ""))
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
