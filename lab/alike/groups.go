package alike

import (
	"cmp"
	"fmt"
	"slices"

	"chatlab/lab/class"
)

// Fewest is how many tokens that were not given make a group worth a look. Two students who
// mend the same three lines in the same way have fewer.
const Fewest = 80

// Common is the part of a lesson's hand-ins above which the same form says nothing about two
// students: it is what the lesson leads to, or what everybody was told.
const Common = 0.2

// fewCommon is how many students a group may have whatever part of the class they are.
const fewCommon = 5

// A Group is students whose results in a lesson have the same form.
type Group struct {
	Lesson   string // its id
	Changed  int    // tokens that were not given
	Students []class.Student
	Worth    bool   // worth a look
	Why      string // if it is not: why, in words
}

// Groups returns the groups of two and more: those worth a look first, and of these the ones
// with the most tokens.
func Groups(c class.Class) []Group {
	type form struct{ lesson, hash string }
	found, graded := map[form]*Group{}, map[string]int{}
	for _, row := range c.Rows {
		for _, m := range row.Results {
			if m.Tokens == "" || m.Refused != nil {
				continue
			}
			graded[m.Lesson]++
			f := form{m.Lesson, m.Tokens}
			if found[f] == nil {
				found[f] = &Group{Lesson: m.Lesson, Changed: m.Changed}
			}
			found[f].Students = append(found[f].Students, row.Student)
		}
	}
	var all []Group
	for _, g := range found {
		if len(g.Students) > 1 {
			g.Why = g.why(graded[g.Lesson])
			g.Worth = g.Why == ""
			all = append(all, *g)
		}
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(worthFirst(a, b), cmp.Compare(a.Lesson, b.Lesson), cmp.Compare(b.Changed, a.Changed),
			cmp.Compare(len(b.Students), len(a.Students)), cmp.Compare(a.Students[0].Key, b.Students[0].Key))
	})
	return all
}

// why says why a group is not worth a look. graded is how many results its lesson has.
func (g Group) why(graded int) string {
	switch n := len(g.Students); {
	case g.Changed < Fewest:
		return fmt.Sprintf("they changed %d tokens: too few to say anything", g.Changed)
	case n > fewCommon && float64(n) > Common*float64(graded):
		return fmt.Sprintf("%d of %d have it: it may be what all were told", n, graded)
	}
	return ""
}

func worthFirst(a, b Group) int {
	switch {
	case a.Worth == b.Worth:
		return 0
	case a.Worth:
		return -1
	}
	return 1
}
