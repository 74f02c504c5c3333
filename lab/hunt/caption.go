package hunt

import (
	"cmp"
	"fmt"

	"chatlab/lab/layout"
)

// A Caption is what is said about a finding in words, wherever it is shown.
type Caption struct {
	Name   string // a title: where the run comes from, its crowd, its network, and the rule
	About  string // how much of the crowd is left
	Broken string // the last step
	How    string // what was expected there, and what came, in a few lines
}

// Caption returns the words about a finding. Source is where the run comes from; empty: from
// its seed. How is what was expected and what came.
func (f Finding) Caption(source, how string) Caption {
	name := cmp.Or(source, fmt.Sprint("seed ", f.Case.Seed))
	c := Caption{
		Name:   fmt.Sprintf("%s · %s · %s · %s", name, layout.Count(f.Case.Clients, "client"), f.Case.Profile, f.Violation.Rule.Name),
		About:  "What happens: " + layout.Count(len(f.Case.Ops), "operation") + ".",
		Broken: fmt.Sprintf("the rule %s is broken", f.Violation.Rule.Name),
		How:    how,
	}
	if f.Tried > 0 {
		c.About = fmt.Sprintf("%d of %s are needed (found in %s).", len(f.Case.Ops), layout.Count(f.Drawn, "operation"), layout.Count(f.Tried, "run"))
	}
	return c
}

// Replayed says how far the run can be repeated.
func (f Finding) Replayed() string {
	r := f.Replay
	const kept = "it depends on what earlier runs left behind in the process, such as a package variable"
	switch {
	case len(f.Case.Before) > 0:
		return fmt.Sprintf("in a process of its own it does not break the rule; after %s in the same process it did, %d of %d times: %s", layout.Count(len(f.Case.Before), "other run"), r.Broke, r.Runs, kept)
	case r.Broke == 0 && r.Same == r.Runs:
		return fmt.Sprintf("run again %d times, each in a process of its own, it was the same run each time, and broke no rule: %s", r.Runs, kept)
	case r.Broke == r.Runs && f.Words != "":
		return fmt.Sprintf("run again %d times, it ended like this each time", r.Runs)
	case r.Broke == r.Runs && r.Same == r.Runs:
		return fmt.Sprintf("run again %d times, it was the same run each time, to the last byte", r.Runs)
	case r.Broke == r.Runs:
		return fmt.Sprintf("run again %d times, it broke the rule each time; %d of these runs were alike, so chance plays a part in this server", r.Runs, r.Same)
	}
	return fmt.Sprintf("run again %d times, it broke the rule %d times; %d runs were alike: what this server does depends on which of its goroutines runs first", r.Runs, r.Broke, r.Same)
}
