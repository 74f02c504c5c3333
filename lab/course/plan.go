package course

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// An Asked is what a check is asked to run. The zero value asks for every lesson, each on
// the copy below work or, where there is none, on the reference server.
type Asked struct {
	Lessons []lesson.Lesson // empty: all
	Copies  bool            // copies alone
	Server  string          // a folder with Go code, or a command line: what to test in place of both
	Mutant  string          // of the reference server, likewise
	Run     string          // a pattern for the names of scenarios, as path.Match has them; empty: all

	// About Server.
	Port     int      // where it listens; 0: where it is told to
	Dialect  string   // a file that says how it words things; or empty
	Supports []string // what it has beyond what others have
	Core     bool     // it is judged by the core of the protocol alone
}

// A Plan is what a check is going to run.
type Plan struct {
	Asked Asked
	Jobs  []grade.Job
}

// A Misuse is a mistake in what was asked for: it does not exist, or does not go
// together.
type Misuse struct {
	Of   string // what of Asked or Simulated is wrong, by its field's name; empty: something else
	What string
}

func (m Misuse) Error() string {
	if m.Of == "" {
		return m.What
	}
	return strings.ToLower(m.Of) + ": " + m.What
}

// Plan finds out which lessons to run against which servers. What it prepares
// for them goes into dir.
func (k Kit) Plan(asked Asked, dir string) (Plan, error) {
	p := Plan{Asked: asked}
	lessons, err := k.lessons(asked)
	if err != nil {
		return p, err
	}
	if asked.Mutant != "" {
		err := k.planMutant(&p, lessons, dir) // before p is returned: Go leaves open which comes first
		return p, err
	}
	for _, l := range lessons {
		if err := k.planLesson(&p, l); err != nil {
			return p, err
		}
	}
	return p, p.empty()
}

// lessons are those to run. If each was named, all must have a copy where copies are
// asked for.
func (k Kit) lessons(asked Asked) (all []lesson.Lesson, err error) {
	named := len(asked.Lessons) > 0
	if all = asked.Lessons; !named {
		all = lesson.All
	}
	if !asked.Copies {
		return all, nil
	}
	var copies []lesson.Lesson
	for _, l := range all {
		switch {
		case k.HasCopy(l):
			copies = append(copies, l)
		case named:
			return nil, Misuse{"Copies", fmt.Sprintf("there is no copy of lesson %d; it would be %s", l.Number, l.Copy())}
		}
	}
	if len(copies) == 0 {
		return nil, Misuse{"Copies", "there are none below work; go tool lab start N makes one"}
	}
	return copies, nil
}

// mostSeed is the largest seed that is drawn: short enough to be typed.
const mostSeed = 999_999

// Seed draws a seed for what scenarios choose at random.
func Seed() uint64 { return 1 + rand.Uint64N(mostSeed) }

// empty is the error if there is nothing to run.
func (p *Plan) empty() error {
	if len(p.Jobs) > 0 {
		return nil
	}
	return Misuse{What: fmt.Sprintf("no scenario of these lessons is called %q; a pattern such as long_* matches several", p.Asked.Run)}
}

// wants reports whether the scenario is asked for. Every one is if nothing is named.
func (a Asked) wants(sc script.Scenario) bool {
	match, _ := path.Match(a.Run, sc.Name) // who has asked has seen that it is a pattern
	return match || a.Run == ""
}

func (k Kit) planLesson(p *Plan, l lesson.Lesson) error {
	target, err := k.target(l, p.Asked)
	if err != nil {
		return err
	}
	job := grade.Job{Lesson: l, Target: target}
	if p.Asked.Server == "" && k.HasCopy(l) && p.Asked.Run == "" {
		for _, earlier := range lesson.UpTo(l.Number - 1) {
			along := job
			along.Lesson, along.Along = earlier, &l
			if err := k.add(p, along, p.Asked.wants); err != nil {
				return err
			}
		}
	}
	return k.add(p, job, p.Asked.wants)
}

// add adds a job with those of its lesson's scenarios that are wanted, if any.
func (k Kit) add(p *Plan, job grade.Job, wants func(script.Scenario) bool) error {
	all, err := grade.Scenarios(k.Root, job.Lesson)
	if err != nil {
		return err
	}
	for _, sc := range all {
		if wants(sc) {
			job.Scenarios = append(job.Scenarios, sc)
		}
	}
	if len(job.Scenarios) > 0 {
		p.Jobs = append(p.Jobs, job)
	}
	return nil
}
