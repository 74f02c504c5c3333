package script

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/rule"
)

// settleDown brings the room to a point at which everything that was said has
// arrived: everybody who has spoken, and is still here, says a line of the
// kit's own, and all hear it. If nobody has spoken, one does: who hears it is
// here. Those behind a path that misbehaves are left out. It returns the number of
// events before that, and who took part.
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

// spoken returns those of the clients who have said something since they
// joined: of the others nothing can be under way. If there is none, it is the
// first.
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
		f.Rule, f.Conn = rule.Loss, c.conn
		f.addNote("at the end " + speaker.name + " said a line of the kit's own, to check that everything arrives, and " + c.name + " did not get it")
		return f
	}
	return nil
}

// holdRules judges what has happened so far by the rules that apply here: all,
// or those named. It returns those that hold.
func (s *session) holdRules(only []string) (held []rule.Rule, err error) {
	if len(only) == 0 && len(s.rulesHere()) == 0 {
		return nil, nil // too early in the course for any
	}
	wanted := func(name string) bool { return len(only) == 0 || slices.Contains(only, name) }
	record, lost := s.settled()
	before := s.scenario.number()
	if len(only) > 0 {
		before++ // what its own lesson teaches may be asked for by name
	}
	judged, broken := rule.Judge(record, before)
	for _, v := range broken {
		if wanted(v.Rule.Name) {
			return nil, s.failure(ofViolation(v, len(broken)))
		}
	}
	if lost != nil && wanted(rule.Loss) {
		return nil, lost
	}
	return slices.DeleteFunc(judged, func(r rule.Rule) bool { return !wanted(r.Name) }), nil
}

// settled is what has happened so far, to be judged. Where it may be said that
// something was lost, the room has settled down before.
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

// ofViolation is the failure for the first of several violations.
func ofViolation(v rule.Violation, n int) Failure {
	f := Failure{
		Expected: words(v.Rule.Summary),
		Received: words(v.What),
		Mark:     -1,
		Rule:     v.Rule.Name,
		Symptom:  cmp.Or(v.Symptom, v.Rule.Symptom),
		Conn:     v.Conn,
		Note:     fmt.Sprintf("rule %s (docs/rules.md), clause %s, taught in lesson %d", v.Rule.Name, cmp.Or(v.Clause, v.Rule.Clause), v.Rule.Lesson),
	}
	if v.Line != "" {
		f.Received = Evidence{Data: Bytes(v.Line) + "\n"}
		f.Note = fmt.Sprintf("%s received this: %s. That breaks the %s", v.Conn, v.What, f.Note)
	}
	if n > 1 {
		f.Note += fmt.Sprintf("; this is the first of %d such places", n)
	}
	return f
}

// lastStep holds the rules against the whole scenario, as its last step, in
// lessons late enough for any.
func (s *session) lastStep() error {
	if len(s.rulesHere()) == 0 {
		return nil
	}
	s.addStep(Step{Line: s.steps[len(s.steps)-1].Line + 1, Source: rules.Name, command: rules.Name})
	step := &s.steps[len(s.steps)-1]
	s.begin(step)
	held, err := s.holdRules(nil)
	err = s.inTime(err)
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
