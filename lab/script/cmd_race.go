package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

var race = Command{
	Name:    "race",
	Args:    "N NAME",
	Summary: "Let N clients ask for the same name at the same moment; exactly one must get it.",
	Detail:  fmt.Sprintf("First they all connect and are greeted. Every second client writes the name in capitals, which is the same name (P7). From then on the winner is called NAME. The server must refuse the others, and close their connections. N is at most %d.", maxCrowd),
	Example: `server
join bruno
race 10 ana
say ana 'it was me'
hear bruno ana 'it was me'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 {
			return "", usagef("how many, for which name?")
		}
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 2 || n > maxCrowd {
			return "", usagef("%q is not a number from 2 to %d", args[0], maxCrowd)
		}
		if s.find(args[1]) != nil {
			return "", errThereAlready(args[1])
		}
		return s.race(n, args[1])
	},
}

func (s *session) race(n int, name string) (string, error) {
	runners, err := s.connectMany(n, name)
	if err != nil {
		return "", err
	}
	in := make([]bool, n)
	errs := s.simultaneously(n, 2, func(i int) (err error) {
		in[i], err = runners[i].askFor(s.spelling(name, i))
		return err
	})
	var winners []*client
	var names []string
	for i, c := range runners {
		if in[i] {
			winners, names = append(winners, c), append(names, c.name)
		}
	}
	if len(winners) != 1 {
		return "", s.notOne(runners, winners, name)
	}
	if err := ofMany(errs); err != nil {
		return "", err
	}
	s.rename(winners[0], name)
	winners[0].spelled = winners[0].roomName
	return names[0] + " won", nil
}

// notOne is the failure of a race with several winners, or with none.
func (s *session) notOne(runners, winners []*client, name string) *Failure {
	f := Failure{
		Expected: words(fmt.Sprintf("exactly one of %d clients to get the name %s", len(runners), name)),
		Received: words("0 clients got it"),
		Mark:     -1,
		Waited:   s.sinceStep(),
	}
	if len(winners) > 1 {
		var names []string
		for _, c := range winners {
			names = append(names, c.conn)
		}
		f.Received, f.Symptom = words(fmt.Sprintf("%d clients got it: %s", len(winners), strings.Join(names, " "))), lesson.Shared
		s.alsoShowLater(&f, runners, winners)
		f.addNote(s.alone(len(runners), name))
		return s.failure(f)
	}
	f.Symptom = lesson.Nothing
	if told := runners[0].lastTold(); told != nil {
		f.Symptom = lesson.Refused
		f.addNote(runners[0].conn + " was told " + quoted(told))
	}
	return s.failure(f)
}

// alone lets one more client ask for the name, when all others have their answers, and says what
// happens. If the server refuses it, it does check whether a name is taken, and still gave the name to
// several.
func (s *session) alone(n int, name string) string {
	late := fmt.Sprintf("%s%d", name, n+1)
	if s.find(late) != nil {
		return ""
	}
	c, err := s.connect(Call{Name: late})
	if err != nil {
		return ""
	}
	switch in, err := c.askFor(s.spelling(name, n)); {
	case in:
		return late + ", who asked alone after all the others, got it too"
	case err == nil:
		return late + ", who asked alone after all the others, was refused"
	}
	return ""
}

// alsoShowLater adds the lines that let winners in, except that of the first, who may have the name. It
// says when that one got it, and how many had asked by then.
func (s *session) alsoShowLater(f *Failure, runners, winners []*client) {
	lines := make([]*line, len(winners))
	for i, c := range winners {
		c.mu.Lock()
		lines[i] = c.inbox.admission()
		c.mu.Unlock()
	}
	order := s.asTheyCame(winners, lines)
	if len(order) > 0 {
		f.moments = append(f.moments, s.given(runners, winners[order[0]], lines[order[0]])...)
	}
	for _, i := range slices.Backward(order[min(1, len(order)):]) { // what is added last is shown first
		f.alsoShow(winners[i], lines[i])
	}
}

// given says at which moment a name was given first, and how many had asked for it until then.
func (s *session) given(runners []*client, first *client, admission *line) (all []moment) {
	at, _ := s.cameAt(first, admission)
	asked, last := 0, moment{}
	for _, c := range runners {
		when, has := s.first(c, func(e trace.Event) bool { return e.Kind == trace.Data && e.Dir == trace.ToServer })
		if !has || when > at {
			continue
		}
		if asked++; when >= last.at {
			last.conn, last.at = c.conn, when
		}
	}
	if asked > 1 {
		last.Text = fmt.Sprintf("↑ %d of %d have asked: nobody has the name yet", asked, len(runners))
		all = append(all, last)
	}
	text := fmt.Sprintf("↑ %s has the name now: nobody else may get it", first.conn)
	return append(all, moment{first.conn, at, trace.Remark{Text: text}})
}

// spelling is how runner i of a race writes the name. Names are compared without case
// (P7).
func (s *session) spelling(name string, i int) string {
	if i%2 == 1 && s.dialect.Lacks([]string{"P7"}, nil) == "" {
		return strings.ToUpper(name)
	}
	return name
}

// spelled returns how the room writes that client's name, which a race has decided.
func (s *session) spelled(name string) string {
	if c := s.find(name); c != nil && c.spelled != "" {
		return c.spelled
	}
	return name
}

// connectMany connects n clients, called NAME1, NAME2 and so on.
func (s *session) connectMany(n int, name string) (all []*client, err error) {
	for i := range n {
		c, err := s.connect(Call{Name: fmt.Sprintf("%s%d", name, i+1)})
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// askFor sends a name and reports whether the server let the client in with it. If not,
// the server must close the connection.
func (c *client) askFor(name string) (in bool, err error) {
	if err := c.write(name + "\n"); err != nil {
		return false, err
	}
	answer := c.awaitAnswer()
	if answer != nil && c.s.dialect.Admits(answer.raw) {
		return true, nil
	}
	_, err = c.turnedAway(answer)
	return false, err
}
