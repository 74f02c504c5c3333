package class

import (
	"cmp"
	"fmt"
	"slices"
)

// A Change is a mark that differs between two gradings of a class, or a result that only one of
// them has.
type Change struct {
	Student  Student // as the roster has it, if there is one
	Lesson   string
	Old, New *Mark    // nil: there is none
	Points   bool     // only the points differ; then there is no Why
	Why      []string // what has changed, in words; the first says most
}

// Diff returns every mark that differs between two gradings, in the order of the new rows and then
// of those that only the old one has. same is how many are the same.
func Diff(old, new Class) (changes []Change, same int) {
	type of struct{ student, lesson string }
	before, done := map[of]Marked{}, map[of]bool{}
	for _, m := range old.graded() {
		before[of{m.Student.Key, m.Lesson}] = m
	}
	for _, m := range new.graded() {
		key := of{m.Student.Key, m.Lesson}
		was, had := before[key]
		done[key] = true
		c := Change{Student: m.Student, Lesson: m.Lesson, New: &m.Mark}
		switch {
		case !had:
			c.Why = []string{"it was not graded before"}
		case was.Mark.Got == m.Mark.Got && was.Mark.Of == m.Mark.Of && was.Mark.Open == m.Mark.Open:
			same++
			continue
		default:
			c.Old, c.Why = &was.Mark, whyChanged(was, m)
			c.Points = len(c.Why) == 0
		}
		changes = append(changes, c)
	}
	for _, m := range old.graded() {
		if !done[of{m.Student.Key, m.Lesson}] {
			changes = append(changes, Change{Student: m.Student, Lesson: m.Lesson, Old: &m.Mark, Why: []string{"it is not graded any more"}})
		}
	}
	return changes, same
}

// graded are all results, with the students as they are in the rows.
func (c Class) graded() (all []Marked) {
	for _, r := range c.Rows {
		for _, m := range r.Results {
			if m.Graded() {
				m.Student = Student{Key: m.Student.Key, Name: cmp.Or(r.Student.Name, m.Student.Name), ID: r.Student.ID, Email: r.Student.Email, Platform: r.Student.Platform}
				all = append(all, m)
			}
		}
	}
	return all
}

// whyChanged says what differs between two results whose marks differ. It is empty if only the
// points do.
func whyChanged(old, new Marked) (why []string) {
	if old.Hash != new.Hash {
		why = append(why, "the hand-in is another one")
	}
	verdicts := verdictsChanged(old.Result, new.Result)
	if len(why)+len(verdicts) > 0 {
		why = append(why, Differences(old.Result, new.Result)...)
	}
	return append(why, verdicts...)
}

func verdictsChanged(old, new Result) (why []string) {
	for _, sc := range new.Scenarios {
		at := slices.IndexFunc(old.Scenarios, func(o Scenario) bool { return o.ID == sc.ID })
		switch {
		case at < 0:
			why = append(why, fmt.Sprintf("%s is new: %s", sc.ID, new.Is(sc)))
		case old.Is(old.Scenarios[at]) != new.Is(sc):
			why = append(why, fmt.Sprintf("%s: %s before, now %s", sc.ID, old.Is(old.Scenarios[at]), new.Is(sc)))
		}
	}
	for _, sc := range old.Scenarios {
		if !slices.ContainsFunc(new.Scenarios, func(n Scenario) bool { return n.ID == sc.ID }) {
			why = append(why, sc.ID+" is not run any more")
		}
	}
	return why
}
