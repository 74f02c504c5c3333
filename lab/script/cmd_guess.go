package script

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

var guess = Command{
	Name:    "guess",
	Args:    "N NAME MOST",
	Summary: "Let N clients guess the password of NAME at the same moment; at most MOST of the guesses may be looked at.",
	Detail:  fmt.Sprintf("Each of them has given the name and was asked for the password. All guesses are wrong, so each must be refused and its connection closed: at most MOST with wrong-password, the others with something else, such as wait. N is at most %d. They are called NAME1, NAME2 and so on.", maxCrowd),
	Example: `needs accounts=users
server
join zoe yves
guess 10 ana 5
quiet zoe
-- users --
# htpasswd -nbB ana kingfisher, with a cost that is for tests only
ana:$2a$04$YPM7iJ.4P4SbOpvs61N1xuK5OUyCeKXEONkNaf7hAl74Inc0YbSje`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 3 {
			return "", usagef("how many, at which name, and how many may be looked at?")
		}
		if !plainName().MatchString(args[1]) {
			return "", usagef("%q is not a name: letters and digits", args[1])
		}
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 2 || n > maxCrowd {
			return "", usagef("%q is not a number from 2 to %d", args[0], maxCrowd)
		}
		most, err := strconv.Atoi(args[2])
		if err != nil || most < 1 || most >= n {
			return "", usagef("%q is not a number from 1 to %d", args[2], n-1)
		}
		return s.guess(n, args[1], most)
	},
}

func (s *session) guess(n int, name string, most int) (string, error) {
	if !slices.Contains(s.scenario.Needs, "accounts") {
		return "", usagef("nobody is asked for a password: needs accounts=FILE comes first")
	}
	guessers, err := s.connectMany(n, name)
	if err != nil {
		return "", err
	}
	if err := ofMany(atOnce(n, func(i int) error { return guessers[i].getAsked(name) })); err != nil {
		return "", err
	}
	looked := make([]*line, n) // the answers to guesses that were looked at
	errs := s.simultaneously(n, most+1, func(i int) error {
		answer, err := guessers[i].guess(fmt.Sprintf("guess-%d", i+1))
		if answer != nil && answer.refuses(wrongPassword) {
			looked[i] = answer
		}
		return err
	})
	if err := ofMany(errs); err != nil {
		return "", err
	}
	count := len(slices.DeleteFunc(slices.Clone(looked), func(l *line) bool { return l == nil }))
	if count > most {
		f := s.failure(Failure{
			Expected: words(fmt.Sprintf("at most %d of %d guesses to be looked at", most, n)),
			Received: words(fmt.Sprintf("%d of them were: %s", count, wrongPassword)),
			Mark:     -1,
			Symptom:  lesson.Unlimited,
		})
		first := s.asTheyCame(guessers, looked)[most]
		f.Conn = guessers[first].conn
		f.addNote("the first guess beyond the limit is that of " + f.Conn)
		f.alsoShow(guessers[first], looked[first])
		return "", f
	}
	return fmt.Sprintf("%d were looked at", count), nil
}

// asTheyCame returns which of some clients got their lines, in the order in which these came. The record
// knows it; the goroutines that waited for the lines do not. A line may be nil.
func (s *session) asTheyCame(clients []*client, lines []*line) (order []int) {
	received := make(map[int]int)
	for _, e := range s.recorder.Log().All() {
		i := slices.IndexFunc(clients, func(c *client) bool { return c.conn == e.Conn })
		if i < 0 || e.Kind != trace.Data || e.Dir != trace.ToClient {
			continue
		}
		before := received[i]
		received[i] += len(e.Data)
		if l := lines[i]; l != nil && before <= l.at && l.at < received[i] {
			order = append(order, i)
		}
	}
	return order
}

// The refusal of a guess that the server checked, and of one that it did not (P20).
const (
	wrongPassword = "wrong-password"
	waitFirst     = "wait"
)

// getAsked gives a name that has a password, and waits for the question.
func (c *client) getAsked(name string) error {
	if err := c.write(name + "\n"); err != nil {
		return err
	}
	expected := inBrief("a question for the password of "+name, "question for password")
	var answer *line
	c.await(c.s.limit(), func(in *inbox) bool {
		answer = in.next(func(l *line) bool { return l.asks() || in.dialect.Admits(l.raw) || l.form == dialect.Refusal })
		return answer != nil
	})
	switch {
	case answer == nil:
		return c.missing(expected)
	case !answer.asks():
		f := c.wrong(expected, answer).seen(lesson.OtherAnswer)
		f.addNote("is there an account " + name + " in the file that the scenario needs?")
		return f
	}
	return nil
}

// guess sends a wrong password. The server must refuse it and close the connection. It
// returns the refusal.
func (c *client) guess(password string) (refusal *line, err error) {
	if err := c.write(password + "\n"); err != nil {
		return nil, err
	}
	expected := inBrief(c.name+" to be refused, with a word that says why", "refusal")
	answer := c.awaitAnswer()
	switch {
	case answer == nil:
		return nil, c.missing(expected)
	case c.s.dialect.Admits(answer.raw):
		return nil, c.wrong(expected, answer).seen(lesson.LetIn)
	}
	return answer, c.awaitEnd()
}

// checked is how many guesses the server has refused because the password was wrong.
func (s *session) checked() (n int) {
	for _, c := range s.everyone() {
		c.mu.Lock()
		for _, l := range c.inbox.lines {
			if l.refuses(wrongPassword) {
				n++
			}
		}
		c.mu.Unlock()
	}
	return n
}

// refuses reports whether a line is a refusal with that word.
func (l *line) refuses(word string) bool {
	code, _, _ := strings.Cut(strings.TrimPrefix(string(l.raw), "! "), ":")
	return l.form == dialect.Refusal && code == word
}
