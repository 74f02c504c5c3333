package sheet

import (
	"slices"

	"chatlab/lab/class"
)

// A bound is part of the confinement, and whether it held: for the class, and for the rows in
// which it was otherwise.
type bound struct {
	Name   string
	Held   bool
	How    string
	Others []other
	More   int // others that are not listed
}

// An other is a row in which a bound held otherwise.
type other struct {
	link
	How string
}

// mostOthers is how many rows are listed for one bound.
const mostOthers = 20

// boundsOf returns the bounds of all results that ran. What most have is that of the class.
func boundsOf(c class.Class) (all []bound) {
	count := map[class.Bound]int{}
	var names []string
	each(c, func(_ link, m class.Marked) {
		for _, b := range m.Held {
			count[b]++
			if !slices.Contains(names, b.Name) {
				names = append(names, b.Name)
			}
		}
	})
	for _, name := range names {
		var usual class.Bound
		for b, n := range count {
			if b.Name == name && (n > count[usual] || n == count[usual] && b.How < usual.How) {
				usual = b
			}
		}
		all = append(all, boundOf(c, usual))
	}
	return all
}

func boundOf(c class.Class, usual class.Bound) bound {
	out := bound{Name: usual.Name, Held: usual.Held, How: usual.How}
	each(c, func(student link, m class.Marked) {
		how := "it is not known whether it held"
		if at := slices.IndexFunc(m.Held, func(b class.Bound) bool { return b.Name == usual.Name }); at >= 0 {
			b := m.Held[at]
			if b.Held == usual.Held {
				return
			}
			how = map[bool]string{true: "held: ", false: "did not hold: "}[b.Held] + b.How
		}
		if len(out.Others) == mostOthers {
			out.More++
			return
		}
		out.Others = append(out.Others, other{student, how})
	})
	return out
}

// each calls do for each result of a hand-in that ran, or might have.
func each(c class.Class, do func(student link, m class.Marked)) {
	for i, r := range c.Rows {
		for _, m := range r.Results {
			if m.Graded() && m.Refused == nil {
				do(link{shownName(r.Student.Name), rowAnchor(i)}, m)
			}
		}
	}
}
