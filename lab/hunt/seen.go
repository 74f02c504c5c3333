package hunt

import (
	"cmp"
	"context"
	"slices"
	"time"

	"chatlab/lab/rule"
	"chatlab/lab/sim"
)

// A seen is what was observed of a run. It judges nothing.
type seen struct {
	Record   rule.Record   // with what only an observer of the run knows
	Early    int           // it is the run of Case.Before with this number, from 1, which was the last; 0: the case itself
	Lost     bool          // see Outcome
	Segments int64         // see Outcome
	Virtual  time.Duration // see Outcome
	Syscalls []sim.Syscall `json:"-"` // what the server did, if Case.Proof asks for it
}

// allRules is higher than the number of any lesson.
const allRules = 100

// judged judges what was observed. What follows from the case is taken from the case. A record
// that speaks against the server is believed, even if it is not whole. If the case asks for a
// proof, any other has to have one: the error is that of proven.
func (s seen) judged(ctx context.Context, c Case) (Outcome, error) {
	switch {
	case s.Early < 0 || s.Early > len(c.Before) || s.Early > 0 && !s.Lost:
		return Outcome{}, badReply("it answers for a run that was not asked for")
	case s.Early > 0:
		c = c.Before[s.Early-1]
	}
	c, profile, err := c.full()
	if err != nil {
		return Outcome{}, err
	}
	r := s.Record
	if r.Until < 0 || r.Until > r.Log.Len() {
		return Outcome{}, badReply("its record ends where there is none")
	}
	t := newTalk(c)
	for at, e := range r.Log.All() {
		t.take(at, e)
	}
	stay := append([]string{observer, newcomer}, c.plain()...)
	r.Observer, r.Prompt, r.GoneWithin = observer, prompt, c.GoneWithin
	r.Comers, r.Untaken = stay, t.untaken(stay, r.Until)
	r.Healthy = slices.Compact(slices.Sorted(slices.Values(slices.Concat(r.Healthy, c.plain()))))
	r.Steady = slices.Clone(c.Stays)
	if isGood(profile) {
		r.Steady = append(append(r.Steady, observer), r.Healthy...)
	}
	o := Outcome{Lost: s.Lost, Segments: s.Segments, Virtual: s.Virtual, Log: r.Log, Hash: hash(r.Log)}
	if _, o.Broken = rule.Judge(r, cmp.Or(c.Lesson, allRules)); len(o.Broken) == 0 && c.Proof {
		err = s.proven(ctx, c)
	}
	return o, err
}

// isGood reports whether a path carries what is sent at once.
func isGood(p sim.Profile) bool {
	return p.Loss == 0 && (p.Bandwidth == 0 || p.Bandwidth >= 1e6) && p.Latency < 10*time.Millisecond
}

// plain returns the clients of a full case that come, stay, and do nothing else but talk, a line
// at a time.
func (c Case) plain() (all []string) {
	other := map[string]bool{}
	for _, op := range c.Ops {
		other[op.Who] = other[op.Who] || !slices.Contains([]Verb{Join, Say, Msg}, op.Do)
	}
	for _, op := range c.Ops {
		if op.Do == Join && !other[op.Who] && !slices.Contains(all, op.Who) {
			all = append(all, op.Who)
		}
	}
	return all
}
