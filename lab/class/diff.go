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

	runs []string // what differs between the two runs; Diff makes it a part of Common or Why
}

// Changes are what differs between two gradings of a class.
type Changes struct {
	Common []string // what differs between the two runs, in words, for every mark that differs for more than its points
	Marks  []Change // in the order of the new rows, and then of those that only the old grading has
	Same   int      // how many marks are the same
}

// Diff returns every mark that differs between two gradings, with what has changed.
func Diff(old, new Class) (all Changes) {
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
			all.Same++
			continue
		default:
			c.Old = &was.Mark
			c.explain(was, m)
		}
		all.Marks = append(all.Marks, c)
	}
	for _, m := range old.graded() {
		if !done[of{m.Student.Key, m.Lesson}] {
			all.Marks = append(all.Marks, Change{Student: m.Student, Lesson: m.Lesson, Old: &m.Mark, Why: []string{"it is not graded any more"}})
		}
	}
	all.gather()
	return all
}

// gather makes Common what all changes say of the two runs. What only some say stays with them.
func (all *Changes) gather() {
	asked := false
	for _, c := range all.Marks {
		switch {
		case c.Old == nil || c.New == nil || c.Points:
		case !asked:
			asked, all.Common = true, slices.Clone(c.runs)
		default:
			all.Common = slices.DeleteFunc(all.Common, func(why string) bool { return !slices.Contains(c.runs, why) })
		}
	}
	for i, c := range all.Marks {
		own := slices.DeleteFunc(c.runs, func(why string) bool { return slices.Contains(all.Common, why) })
		all.Marks[i].Why, all.Marks[i].runs = append(own, c.Why...), nil
	}
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

// explain says what differs between two results whose marks differ.
func (c *Change) explain(old, new Marked) {
	if old.Hash != new.Hash {
		c.Why = append(c.Why, "the files of the hand-in changed")
	}
	c.Why = append(c.Why, verdictsChanged(old.Result, new.Result)...)
	if c.Points = len(c.Why) == 0; !c.Points {
		c.runs = Differences(old.Result, new.Result)
	}
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
