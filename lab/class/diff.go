package class

import (
	"fmt"
	"slices"
)

// A Change is a mark that differs between two gradings of a class, or a result that only one of
// them has.
type Change struct {
	Student  Student
	Lesson   string
	Old, New *Mark    // nil: there is none
	Why      []string // what has changed, in words; the first says most
}

// Diff returns every mark that differs between two gradings, in the order of Sorted, with what
// has changed. same is how many are the same.
func Diff(old, new []Result, pOld, pNew Points) (changes []Change, same int) {
	type of struct{ student, lesson string }
	before, after := map[of]Result{}, map[of]bool{}
	for _, r := range old {
		before[of{r.Student.Key, r.Lesson}] = r
	}
	for _, r := range new {
		after[of{r.Student.Key, r.Lesson}] = true
	}
	for _, r := range Sorted(slices.Concat(old, new)) { // the new one, where both are there
		key := of{r.Student.Key, r.Lesson}
		was, had := before[key]
		has := after[key]
		c := Change{Student: r.Student, Lesson: r.Lesson}
		if had {
			m := pOld.Mark(was)
			c.Old = &m
		}
		if has {
			m := pNew.Mark(r)
			c.New = &m
		}
		switch {
		case !had:
			c.Why = []string{"it was not graded before"}
		case !has:
			c.Why = []string{"it is not graded any more"}
		case c.Old.Got == c.New.Got && c.Old.Of == c.New.Of && c.Old.Open == c.New.Open:
			same++
			continue
		default:
			c.Why = whyChanged(was, r, *c.Old, *c.New)
		}
		changes = append(changes, c)
	}
	return changes, same
}

// whyChanged says what differs between two results whose marks differ.
func whyChanged(old, new Result, was, is Mark) (why []string) {
	if old.Hash != new.Hash {
		why = append(why, "the hand-in is another one")
	}
	if old.Sealed != new.Sealed {
		why = append(why, "the kit, its scenarios or the options are others")
	}
	for i, sc := range new.Scenarios {
		at := slices.IndexFunc(old.Scenarios, func(o Scenario) bool { return o.ID == sc.ID })
		switch {
		case at < 0:
			why = append(why, fmt.Sprintf("%s is new: %s", sc.ID, sc.Verdict))
		case old.Scenarios[at].Verdict != sc.Verdict:
			why = append(why, fmt.Sprintf("%s: %s before, now %s", sc.ID, old.Scenarios[at].Verdict, sc.Verdict))
		case was.Parts[at].Got != is.Parts[i].Got || was.Parts[at].Of != is.Parts[i].Of:
			why = append(why, fmt.Sprintf("%s: %s, %g of %g points before, now %g of %g", sc.ID, sc.Verdict,
				Hundredth(was.Parts[at].Got), Hundredth(was.Parts[at].Of), Hundredth(is.Parts[i].Got), Hundredth(is.Parts[i].Of)))
		}
	}
	for _, sc := range old.Scenarios {
		if !slices.ContainsFunc(new.Scenarios, func(n Scenario) bool { return n.ID == sc.ID }) {
			why = append(why, sc.ID+" is not run any more")
		}
	}
	return why
}
