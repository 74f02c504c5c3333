// Package rule holds what must be true of every conversation, whatever a
// scenario looks at: nothing is lost, doubled or made up, nobody hears
// themselves, everybody hears the same order. A rule looks at the trace alone.
//
//   - rule.go: Rule and Judge
//   - table.go: all rules, in teaching order
//   - history.go: what a trace says about who said and heard what
//   - speech.go, people.go, order.go, closing.go: the rules about what is said, who
//     is here, in which order all hear it, and how connections end
//   - private.go: the rule about text for one alone
//   - crowd.go: the rules for a crowd with an observer
//
// A rule never guesses. What may still be under way when the trace ends is not
// lost: a Record says up to where everything has arrived, and for whom.
package rule

import (
	"slices"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// A Record is a conversation to judge.
type Record struct {
	Log     trace.Log
	Dialect *dialect.Dialect // how the server words things; nil means as the protocol does

	// Settled are connections that are still in the room and have received, at
	// the end, everything that others of them had said in the first Until
	// events. Of these, and only of these, something can be said to be lost.
	Settled []string
	Until   int

	// Unseen are names of people whose connections the log does not have:
	// nothing is known of what they said.
	Unseen []string

	Sealed  bool // what crosses paths can't be read there (TLS): what is said counts at the clients' ends
	Crashed bool // the server was killed: how its connections ended is no fault of its own

	// Observer is a connection on a path without faults, which said nothing but
	// its name, and this before all others. Where there is one, everybody is
	// compared with it, and all that was said has arrived when the log ends, of
	// those who have left politely as well.
	Observer string

	// Healthy are connections of which neither the path nor the program did
	// anything out of order. Prompt is how long the server may keep what one of
	// them says; 0: that is not looked at.
	Healthy []string
	Prompt  time.Duration

	// Steady are connections that read all the time, over paths that carry
	// 1 MB a second and more; or of which somebody knows that they must stay.
	Steady []string

	// Vanished says when the hosts of which connections lost power. GoneWithin is
	// how soon that must be told; 0: that is not looked at, since a server that
	// has little to send to such a host may wait for as long as TCP does.
	Vanished   map[string]time.Duration
	GoneWithin time.Duration

	// Stuck says in words who holds which lock and who waits for it, if virtual time
	// stands still; else it is empty. The record stops there.
	Stuck []string

	// Died is how the server's process has ended of itself, in words. The record
	// stops there.
	Died string

	// Left is what the server has left running when it had ended, in words.
	Left []string
}

// A Rule is one thing that must be true.
type Rule struct {
	Name    string         // such as "no-echo"
	Clause  string         // the clause of docs/protocol.md that says so
	Lesson  int            // the lesson that teaches it: scenarios of later ones are judged, if it does not end the record
	Needs   string         // a feature without which it does not apply; empty for most
	Summary string         // what must be true, one sentence
	Symptom lesson.Symptom // what a break of it is to see, where that is always the same
	Crowd   bool           // it is about a crowd with an observer, as there is in the simulator
	Ends    bool           // a break of it ends the record early; such a rule judges scenarios of every lesson

	check func(*history) []Violation
}

// A Violation is one place where a rule is broken.
type Violation struct {
	Rule Rule
	Conn string        // on whose connection it was seen
	Line string        // the line in which it was seen, without LF; empty where something is missing
	What string        // what is wrong, a sentence without a full stop
	At   time.Duration // when, on the time line of the trace; 0: that is not known

	Clause  string         // the clause, where it is another than the rule's
	Symptom lesson.Symptom // what is to be seen, likewise
}

// cutShort reports whether the record stops early because the server has stopped. Then
// nobody knows what would still have been heard.
func (r Record) cutShort() bool { return r.Died != "" || len(r.Stuck) > 0 }

// Judge holds the rules of lessons before the given one against a
// conversation. It returns those that it could hold against it, and where they
// are broken. A break that has ended the conversation comes first. A conversation that
// ended early proves nothing about what is missing in it, so nothing counts as settled,
// and nobody is compared with the observer.
func Judge(r Record, lesson int) (judged []Rule, broken []Violation) {
	if r.Dialect == nil {
		r.Dialect = &dialect.Dialect{}
	}
	if r.cutShort() {
		r.Settled, r.Until = nil, 0
	}
	h := newHistory(r)
	for _, rule := range All() {
		unknown := rule.Crowd && (r.Observer == "" || r.cutShort() && !rule.Ends)
		if lesson < rule.from() || unknown || !rule.applies(r.Dialect) {
			continue
		}
		judged = append(judged, rule)
		for _, v := range rule.check(h) {
			v.Rule = rule
			broken = append(broken, v)
		}
	}
	slices.SortStableFunc(broken, func(a, b Violation) int {
		switch {
		case a.Rule.Ends == b.Rule.Ends:
			return 0
		case a.Rule.Ends:
			return -1
		}
		return 1
	})
	return judged, broken
}

// from is the first lesson whose scenarios the rule judges.
func (r Rule) from() int {
	if r.Ends {
		return 1
	}
	return r.Lesson + 1
}

// applies reports whether a server with that dialect promises what the rule
// asks for. Where it reads or writes something else than a line for a line, the
// trace does not show what was said in a form that could be compared.
func (r Rule) applies(d *dialect.Dialect) bool {
	needs := []string{}
	if r.Needs != "" {
		needs = append(needs, r.Needs)
	}
	return d.LineForLine() && d.Lacks([]string{r.Clause}, needs) == ""
}

// Find returns the rule of that name.
func Find(name string) (Rule, bool) {
	all := All()
	at := slices.IndexFunc(all, func(r Rule) bool { return r.Name == name })
	if at < 0 {
		return Rule{}, false
	}
	return all[at], true
}
