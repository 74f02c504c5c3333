// Package rule checks what must be true of every conversation, whatever the scenario looks
// at. Nothing is lost, doubled or made up. Nobody hears their own lines, and everybody
// hears the same order. A rule looks only at the trace, and starts no server.
//
//   - rule.go: Rule and Judge
//   - table.go: all rules, in teaching order
//   - history.go: what a trace says about who said and heard what; past.go: what was said
//     before a newcomer came; brief.go: a long line, quoted
//   - speech.go, people.go, order.go, closing.go: the rules about what is said, who is in
//     the room, the order of lines, and how connections end; namesakes.go: what can be said
//     about several clients that gave one name
//   - private.go: the rule about private text
//   - crowd.go: the rules for a crowd with an observer; crowdtime.go: those about what must
//     come in time, and about the end; served.go: that there is a crowd
//
// A rule never guesses. A line that may still be on its way when the trace ends is not
// lost: a Record says which connections have received everything, and up to which event.
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
	Dialect *dialect.Dialect // how the server words its lines; nil means as in the protocol

	// Settled are connections that are still in the room at the end. They have received
	// everything that the settled ones said in the first Until events. Only a line between
	// two of them can count as lost.
	Settled []string
	Until   int

	// Unseen are names of people whose connections are not in the log. Nobody knows what
	// they said.
	Unseen []string

	Sealed  bool // the paths carry TLS, which can't be read there; so lines count at the clients' ends
	Crashed bool // the server was killed, so it is not to blame for how its connections ended

	// Observer is a connection on a path without faults. It joined before all others, and
	// said only its name. If there is an observer, everybody is compared with it. Then
	// everything has arrived when the log ends, also from clients that left politely.
	Observer string

	// Comers are clients that come, give a valid name and stay. They may talk, and do nothing
	// else. Each is in the room in the end, unless its name is taken. Untaken are those of
	// whom not everything has reached the server, although it has not ended the connection.
	Comers  []string
	Untaken []string

	// Healthy are connections whose path and program behave well. Prompt is how long the
	// server may keep a line of theirs; 0 means no limit.
	Healthy []string
	Prompt  time.Duration

	// Steady are connections that read all the time, over paths that carry 1 MB/s or more.
	// It also has connections that the scenario says must stay.
	Steady []string

	// Vanished says when the hosts of some connections lost power. GoneWithin is how soon
	// the server must announce it; 0 means no limit. A server with little to send to such
	// a host may wait as long as TCP does.
	Vanished   map[string]time.Duration
	GoneWithin time.Duration

	// Stuck says in words who holds which lock and who waits for it, if virtual time
	// stops. Otherwise it is empty. The record stops there.
	Stuck []string

	// Died says in words how the server's process ended by itself. The record stops there.
	Died string

	// Left says in words what the server left running when it ended.
	Left []string
}

// A Rule is one thing that must be true.
type Rule struct {
	Name    string         // such as "no-echo"
	Clause  string         // the clause of docs/protocol.md that says so
	Lesson  int            // the lesson that teaches it; it judges scenarios of later lessons, unless Ends is set
	Needs   string         // a feature that the server must have; empty for most
	Summary string         // what must be true, one sentence
	Symptom lesson.Symptom // what breaking it looks like, if that is always the same
	Means   string         // what that means for the room, a sentence without a full stop; empty if the symptom says it
	Crowd   bool           // it is about a crowd with an observer, as in the simulator
	Ends    bool           // breaking it ends the record early; such a rule judges scenarios of every lesson

	check func(*history) []Violation
}

// A Violation is one place where a rule is broken.
type Violation struct {
	Rule Rule
	Conn string        // on whose connection it was seen
	Line string        // the line in which it was seen, without LF; empty if a line is missing
	What string        // what is wrong, a sentence without a full stop
	At   time.Duration // when, on the time line of the trace; 0: not known

	Missing *Missing // if a line is missing that somebody else heard; nil otherwise
	Untold  Absent   `json:",omitzero"` // if something is missing that nobody heard; its zero value otherwise
	Ending  bool     // it is how the server ended the connection that is wrong

	Clause  string         // the clause, if it is not the rule's
	Symptom lesson.Symptom // the symptom, if it is not the rule's
}

// A Missing is a line that one connection never hears, although another hears it.
type Missing struct {
	Line    string        // without LF
	Heard   string        // the connection that hears it, at the violation's At: the observer
	Instead string        // what the other hears at that place, without LF; empty: nothing more
	Came    time.Duration // when Instead came
}

// An Absent is something that never came to a connection. What is the line itself, or a few words
// for the label of an arrow, such as FIN. The zero value is nothing.
type Absent struct{ Conn, What string }

// Absent returns what never came. It is the zero value if something else breaks the rule.
func (v Violation) Absent() Absent {
	if v.Missing != nil {
		return Absent{v.Conn, v.Missing.Line}
	}
	return v.Untold
}

// cutShort reports whether the record stops early because the server stopped. Then nobody
// knows which lines would still have arrived.
func (r Record) cutShort() bool { return r.Died != "" || len(r.Stuck) > 0 }

// Judge checks a conversation against the rules of lessons before the given one. It
// returns the rules that it could check, and where they are broken. A violation that ended
// the conversation comes first. A conversation that ended early proves nothing about
// missing lines. So nothing in it counts as settled, and nobody is compared with the
// observer.
func Judge(r Record, lesson int) (judged []Rule, broken []Violation) {
	if r.Dialect == nil {
		r.Dialect = &dialect.Dialect{}
	}
	if r.cutShort() {
		r.Settled, r.Until = nil, 0
	}
	h := newHistory(r)
	for _, rule := range All() {
		unknown := rule.Crowd && (r.Observer == "" || r.cutShort() && !rule.Ends || !r.cutShort() && h.observer() == nil && rule.Name != served)
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

// applies reports whether a server with that dialect promises what the rule asks for. It
// must also read and write one line for each line. Otherwise the trace shows no lines that
// could be compared.
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
