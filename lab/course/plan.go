package course

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/nearest"
	"chatlab/lab/script"
)

// An Asked is what a check is asked to run. The zero value asks for every lesson. Each
// lesson runs on the copy below work, or on the reference server if there is no copy.
type Asked struct {
	Lessons []lesson.Lesson // empty: all
	Copies  bool            // only lessons that have a copy
	Server  string          // a folder with Go code, or a command line; replaces copies and reference
	Mutant  string          // of the reference server; replaces copies and reference
	Run     string          // a pattern for scenario names, as in path.Match; empty: all

	// These describe Server.
	Port     int      // where it listens; 0: at the port that it is given
	Dialect  string   // a dialect file; or empty
	Supports []string // settings and features that it has
	Core     bool     // judge it by the core of the protocol only
}

// A Plan is what a check is going to run.
type Plan struct {
	Asked Asked
	Jobs  []grade.Job
}

// A Misuse is a mistake in what was asked for: something does not exist, or two things do
// not go together.
type Misuse struct {
	Of   string // the name of the wrong field of Asked or Simulated; empty: something else
	What string
}

func (m Misuse) Error() string {
	if m.Of == "" {
		return m.What
	}
	return strings.ToLower(m.Of) + ": " + m.What
}

// Plan decides which lessons run on which servers. Files that it prepares go into dir.
func (k Kit) Plan(asked Asked, dir string) (Plan, error) {
	p := Plan{Asked: asked}
	lessons, err := k.lessons(asked)
	if err != nil {
		return p, err
	}
	if asked.Mutant != "" {
		err := k.planMutant(&p, lessons, dir) // a statement of its own: in a return, Go may copy p first
		return p, err
	}
	for _, l := range lessons {
		if err := k.planLesson(&p, l); err != nil {
			return p, err
		}
	}
	return p, k.empty(p, lessons)
}

// lessons returns the lessons to run. With Copies, every lesson that was named must have a
// copy.
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

// mostSeed is the largest seed that is drawn. It is short enough to type.
const mostSeed = 999_999

// Seed draws a seed for the random choices of scenarios.
func Seed() uint64 { return 1 + rand.Uint64N(mostSeed) }

// empty returns an error if there is nothing to run. It names the scenario that may be meant, of
// these lessons or else of another.
func (k Kit) empty(p Plan, lessons []lesson.Lesson) error {
	if len(p.Jobs) > 0 {
		return nil
	}
	what := fmt.Sprintf("no scenario of these lessons is called %q", p.Asked.Run)
	for _, of := range [][]lesson.Lesson{lessons, lesson.All} {
		var names []string
		where := map[string]int{}
		for _, l := range of {
			all, _ := grade.Scenarios(k.Root, l) // a scenario with a mistake is told when it runs
			for _, sc := range all {
				names, where[sc.Name] = append(names, sc.Name), l.Number
			}
		}
		if name, found := nearest.Word(p.Asked.Run, names); found {
			return Misuse{What: fmt.Sprintf("%s; did you mean %s, of lesson %d?", what, name, where[name])}
		}
	}
	return Misuse{What: what + "; a pattern such as long_* matches several"}
}

// wants reports whether the scenario is asked for. An empty Run asks for all.
func (a Asked) wants(sc script.Scenario) bool {
	match, _ := path.Match(a.Run, sc.Name) // the caller has checked the pattern
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
			if err := k.add(p, along, whole); err != nil {
				return err
			}
		}
	}
	return k.add(p, job, p.Asked.wants)
}

// whole reports whether a scenario has no mistake. A scenario that somebody has begun for an
// earlier lesson says nothing about the copy of a later one.
func whole(sc script.Scenario) bool { return sc.Mistake == nil }

// add adds a job with the wanted scenarios of its lesson, if there are any.
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
