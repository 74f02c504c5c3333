package script

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/layout"
)

// tellOthers says in a failure what came to other clients, if the next steps expect the same of
// them. A line that nobody got is a different fault from one that all others got.
func (s *session) tellOthers(f *Failure) {
	same := s.sameBehind()
	s.glimpses(same.clients) // so the same failure says the same each time
	var got, gone, without []*client
	for _, c := range same.clients {
		ended := c.ended() != "" // before lacks looks: if it ends in between, it is not in gone
		_, lacks := same.command.lacks(s, append([]string{c.name}, same.rest...))
		switch answer := same.answerTo(c); {
		case !lacks:
			got = append(got, c)
		case answer != nil && !answer.taken:
			f.addNote(c.name + " was told " + quoted(answer))
		case ended:
			gone = append(gone, c)
		default:
			without = append(without, c)
		}
	}
	says := []string{"%s got such a line", "%s got no such line, either, before the end of the connection", "%s got no such line, either"}
	if same.command.Name == closed.Name { // then nobody is in gone
		says = []string{"the connection is closed for %s", "", "the connection is open for %s, too"}
	}
	for i, group := range [][]*client{got, gone, without} {
		if len(group) > 0 {
			f.addNote(fmt.Sprintf(says[i], namesOf(group)))
		}
	}
}

// A sameStep is what several steps in a row expect, each of another client.
type sameStep struct {
	command Command
	rest    []string // the arguments after the client
	clients []*client
}

// answerTo is what the server told a client instead of the answer that its step told expects; nil if
// it told nothing.
func (t sameStep) answerTo(c *client) *line {
	if t.command.Name != told.Name {
		return nil
	}
	return c.lastToldBut(func(l *line) bool { return c.isBesides(l, t.rest[0]) })
}

// sameBehind returns the steps right after the current one that expect the same of other clients.
func (s *session) sameBehind() (same sameStep) {
	current := s.steps[s.next-1]
	words, ok := splitWords(current.Source)
	command, _ := find(current.command)
	if !ok || command.lacks == nil || len(words) < 2 || command.Name == told.Name && len(words) != 3 {
		return sameStep{}
	}
	same.command, same.rest = command, words[2:]
	for _, step := range s.steps[s.next:] {
		next, ok := splitWords(step.Source)
		if !ok || len(next) < 2 || next[0] != words[0] || !slices.Equal(next[2:], same.rest) {
			break
		}
		if c := s.find(next[1]); c != nil {
			same.clients = append(same.clients, c)
		}
	}
	return same
}

// mostNamed is how many clients a note names if it says how many more there are.
const mostNamed = 5

// namesOf names clients in a sentence, at most mostNamed of them and how many others there are.
func namesOf(all []*client) string {
	var names []string
	for _, c := range all {
		names = append(names, c.name)
	}
	return inASentence(names, mostNamed)
}

// inASentence lists names: all of them, or else the first most of them and how many others
// there are. It names the last one rather than to say "1 other". There must be at least one.
func inASentence(names []string, most int) string {
	if more := len(names) - most; more > 1 {
		names = append(slices.Clone(names[:most]), layout.Count(more, "other"))
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return names[0]
}
