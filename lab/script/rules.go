package script

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/rule"
)

// settleDown brings the room to a point at which everything that was said has arrived. All
// who have spoken, and are still in the room, say a line of the kit, and all hear it. If
// nobody has spoken, one client says it: those who hear it are in the room. Clients behind
// a path with faults are left out. It returns the number of events before that, and who
// took part.
func (s *session) settleDown() (until int, labels []string, lost error) {
	var settled []*client
	for _, c := range s.everyone() {
		if s.stopping || !c.named() || c.leftAt != 0 || c.isFrozen() || s.slowed[c.name] {
			continue
		}
		if c.awaitJudgement(); c.admitted() && c.ended() == "" {
			settled = append(settled, c)
		}
	}
	until = s.recorder.Log().Len()
	if len(settled) < 2 {
		return until, nil, nil
	}
	for _, c := range s.spoken(settled) {
		if lost := s.heardByAll(c, settled); lost != nil {
			return until, nil, lost
		}
	}
	for _, c := range settled {
		labels = append(labels, c.conn)
	}
	return until, labels, nil
}

// spoken returns the clients that have said something since they joined. From the others,
// nothing can be on its way. If there is none, it returns the first client.
func (s *session) spoken(clients []*client) []*client {
	var speakers []*client
	for _, c := range clients {
		if c.spoke.Load() {
			speakers = append(speakers, c)
		}
	}
	if len(speakers) == 0 {
		return clients[:1]
	}
	return speakers
}

// heardByAll lets one client say a marker, and waits until the others hear it.
func (s *session) heardByAll(speaker *client, clients []*client) error {
	marker := s.newMarker()
	if err := speaker.say(marker); err != nil {
		return err
	}
	listeners := slices.DeleteFunc(slices.Clone(clients), func(c *client) bool { return c == speaker })
	return cmp.Or(atOnce(len(listeners), func(i int) error { return listeners[i].hearsMarker(speaker, marker) })...)
}

func (c *client) hearsMarker(speaker *client, marker string) error {
	came := c.await(c.s.limit(), func(in *inbox) bool {
		return in.peek(func(l *line) bool { return l.text == marker }) != nil
	})
	if !came {
		f := c.missing(c.s.chatLine(speaker.roomName, marker))
		loss, _ := rule.Find(rule.Loss)
		f.Rule, f.Conn = loss.Name, c.conn
		f.Why = cmp.Or(f.Why, "at the end "+speaker.name+" said a line of the kit's own, to check that everything arrives, and "+c.name+" did not get it")
		f.addNote(named(loss, loss.Clause))
		return f
	}
	return nil
}

// holdRules checks what has happened so far against the rules that apply here: all, or
// those named. It returns the rules that hold.
func (s *session) holdRules(only []string) (held []rule.Rule, err error) {
	if len(only) == 0 && len(s.rulesHere()) == 0 {
		return nil, nil // too early in the course for any
	}
	wanted := func(name string) bool { return len(only) == 0 || slices.Contains(only, name) }
	record, lost := s.settled()
	before := s.scenario.number()
	if len(only) > 0 {
		before++ // a step may name a rule of its own lesson
	}
	judged, broken := rule.Judge(record, before)
	for _, v := range broken {
		if wanted(v.Rule.Name) {
			return nil, s.failure(OfViolation(v, len(broken)))
		}
	}
	if lost != nil && wanted(rule.Loss) {
		return nil, lost
	}
	return slices.DeleteFunc(judged, func(r rule.Rule) bool { return !wanted(r.Name) }), nil
}

// settled is what has happened so far, for the rules to judge. If a lost line could count
// here, the room has settled down first.
func (s *session) settled() (record rule.Record, lost error) {
	record = rule.Record{Dialect: s.dialect, Crashed: s.crashed, Sealed: s.scenario.secure()}
	for _, p := range s.people {
		record.Unseen = append(record.Unseen, p.roomName)
	}
	if s.scenario.number() > rule.FirstLoss() {
		record.Until, record.Settled, lost = s.settleDown()
	}
	record.Log = s.recorder.Log()
	return record, lost
}

// OfViolation is the failure for the first of n violations.
func OfViolation(v rule.Violation, n int) Failure {
	clause := cmp.Or(v.Clause, v.Rule.Clause)
	f := Failure{
		Expected: words(v.Rule.Summary),
		Received: words(v.What),
		Mark:     -1,
		Rule:     v.Rule.Name,
		Symptom:  cmp.Or(v.Symptom, v.Rule.Symptom),
		Conn:     v.Conn,
		Note:     named(v.Rule, clause),
	}
	switch missing := v.Missing; {
	case missing != nil:
		f.Expected, f.Received = Evidence{Data: Bytes(missing.Line) + "\n"}, words("nothing more")
		if missing.Instead != "" {
			f.Received = Evidence{Data: Bytes(missing.Instead) + "\n"}
		}
		f.Witness = missing.Heard
		f.Why = fmt.Sprintf("the %s hears the expected line, and %s never does", missing.Heard, v.Conn)
		f.Note = fmt.Sprintf("rule %s: %s (docs/rules.md, clause %s, taught in lesson %d)", v.Rule.Name, strings.TrimSuffix(v.Rule.Summary, "."), clause, v.Rule.Lesson)
	case v.Line != "":
		f.Received = Evidence{Data: Bytes(v.Line) + "\n"}
		f.Why = fmt.Sprintf("%s (%s received it)", v.What, v.Conn)
	}
	if n > 1 {
		f.Note += fmt.Sprintf("; this is the first of %d such places", n)
	}
	return f
}

// named says which rule it is, and where it is explained.
func named(r rule.Rule, clause string) string {
	return fmt.Sprintf("rule %s (docs/rules.md), clause %s, taught in lesson %d", r.Name, clause, r.Lesson)
}

// lastStep checks the whole scenario against the rules, as its last step. Early lessons
// have no rules, so there it does nothing.
func (s *session) lastStep() error {
	if len(s.rulesHere()) == 0 {
		return nil
	}
	s.addStep(Step{Line: s.steps[len(s.steps)-1].Line + 1, Source: rules.Name, command: rules.Name})
	step := &s.steps[len(s.steps)-1]
	s.begin(step)
	held, err := s.holdRules(nil)
	err = s.inTime(s.withinEffort(err))
	step.Detail = ruleNames(held)
	s.finish(step, err)
	return err
}

// rulesHere are the rules that judge this scenario.
func (s *session) rulesHere() []rule.Rule {
	judged, _ := rule.Judge(rule.Record{Dialect: s.dialect}, s.scenario.number())
	return judged
}

func ruleNames(rules []rule.Rule) string {
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
	}
	return strings.Join(names, ", ")
}
