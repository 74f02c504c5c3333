package class

import (
	"fmt"

	"chatlab/lab/program"
)

// Points say what a result of a lesson is worth. The zero value is worth nothing; see
// UsualPoints.
type Points struct {
	About  float64            // for the scenarios that the lesson is about, in equal parts
	Rest   float64            // for all others that it runs, in equal parts
	Hidden float64            // for hidden scenarios, in equal parts; if it is 0, they are part of Rest
	Of     map[string]float64 // for single scenarios, by id; they take no part in the above

	// Trouble says which share of its points a scenario earns that could not be judged, by the
	// kind of trouble. A kind that is missing earns nothing. With Excluded, the scenario does not
	// count and the mark is open.
	Trouble map[string]float64
}

// Excluded, as a share, takes a scenario out of the points: it counts neither for the student
// nor against.
const Excluded = -1

// UsualPoints are ten points for a lesson: eight for what it is about. So a broken server
// that was handed in unchanged earns two at most, although it passes most scenarios. What the kit
// could not do costs a student nothing.
func UsualPoints() Points {
	p := Points{About: 8, Rest: 2, Trouble: map[string]float64{}}
	for _, kind := range program.Kinds() {
		if kind.Ours() {
			p.Trouble[kind.String()] = Excluded
		}
	}
	return p
}

// A Mark is what a result has earned.
type Mark struct {
	Got, Of float64 // rounded to a hundredth
	Open    bool    // something could not be judged, through no fault of the student: grade it again
	Parts   []Part  // of each scenario, in their order
}

// String writes a mark, such as "7.33 of 10".
func (m Mark) String() string { return Shown(m.Got) + " of " + Shown(m.Of) }

// A Part is what one scenario adds to a mark.
type Part struct {
	Got, Of float64
	Open    bool   // it could not be judged, through no fault of the student, and does not count
	Why     string // in words, if the verdict alone does not say it
}

// Mark computes the mark of a result. It always has a Part for each scenario.
//
// Of is what all scenarios are worth, except for those that say nothing about the student: the
// system could not run them, or their trouble is Excluded. The others of the same group then
// earn its points.
func (p Points) Mark(r Result) (m Mark) {
	n := map[group]float64{} // scenarios that share the points of each group
	for _, sc := range r.Scenarios {
		_, single := p.Of[sc.ID]
		if _, why := p.share(r, sc); !single && why != notCounted {
			n[p.group(sc)]++
		}
	}
	for _, sc := range r.Scenarios {
		part := Part{}
		share, why := p.share(r, sc)
		if why != notCounted {
			worth, single := p.Of[sc.ID]
			if !single {
				worth = p.of(p.group(sc)) / n[p.group(sc)]
			}
			part = Part{Got: worth * share, Of: worth}
		}
		part.Why = p.why(r, sc)
		part.Open = why == notCounted && sc.Verdict != Skipped
		m.Open = m.Open || part.Open
		m.Parts = append(m.Parts, part)
		m.Got += part.Got
		m.Of += part.Of
	}
	m.Got, m.Of = Hundredth(m.Got), Hundredth(m.Of)
	return m
}

// A group of scenarios shares points.
type group string

const (
	about  group = "about"
	rest   group = "rest"
	hidden group = "hidden"
)

func (p Points) group(sc Scenario) group {
	switch {
	case sc.Hidden && p.Hidden != 0:
		return hidden
	case sc.About:
		return about
	}
	return rest
}

// of returns the points of a group.
func (p Points) of(g group) float64 {
	return map[group]float64{about: p.About, rest: p.Rest, hidden: p.Hidden}[g]
}

// A counting says whether a scenario counts.
type counting bool

const notCounted counting = true

// share returns the share of its points that a scenario earns.
func (p Points) share(r Result, sc Scenario) (float64, counting) {
	switch sc.Verdict {
	case Passed:
		return 1, false
	case Skipped:
		return 0, counting(!sc.Refuses)
	case Spoiled, Unrun:
		share := p.Trouble[r.troubleOf(sc).Kind]
		if share == Excluded {
			return 0, notCounted
		}
		return share, false
	}
	return 0, false
}

// why explains a part whose verdict alone does not.
func (p Points) why(r Result, sc Scenario) string {
	switch sc.Verdict {
	case Skipped:
		if sc.Refuses {
			return "not asked, and it earns nothing: " + sc.Why
		}
		return "it does not count: " + sc.Why
	case Spoiled, Unrun:
		t := r.troubleOf(sc)
		switch share := p.Trouble[t.Kind]; {
		case r.Refused != nil:
			return "the hand-in was refused"
		case share == Excluded:
			return fmt.Sprintf("it does not count: the server %s", t.Is())
		case share != 0:
			return fmt.Sprintf("the server %s: this earns %s %% of the points", t.Is(), Shown(share*100))
		}
		return "the server " + t.Is()
	}
	return ""
}

// troubleOf returns the trouble of a scenario that was not judged. The kind of a hand-in that was
// refused is "refused".
func (r Result) troubleOf(sc Scenario) Trouble {
	switch {
	case r.Refused != nil:
		return Trouble{Kind: IsRefused}
	case sc.Trouble != nil:
		return *sc.Trouble
	case r.Trouble != nil:
		return *r.Trouble
	}
	return Trouble{Kind: program.OfTheKit.String()}
}
