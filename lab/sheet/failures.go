package sheet

import (
	"cmp"
	"maps"
	"slices"

	"chatlab/lab/class"
)

// A failure is a scenario that some students failed.
type failure struct {
	ID, Lesson, Claim string
	About, Hidden     bool
	Failed, Judged    int
	Kinds             []kind // of what was seen, the commonest first
}

// A kind is what several students' failures have in common.
type kind struct {
	So      string
	Count   int
	Example example
}

// An example is one of several failures.
type example struct {
	Student            link
	Expected, Received string
	Story, Picture     string
}

// mostKinds is how many kinds of a failure are shown.
const mostKinds = 3

// Percent is how many of those judged failed.
func (f failure) Percent() int { return (100*f.Failed + f.Judged/2) / max(f.Judged, 1) }

// failuresOf returns the failures of a class, those of most students first.
func failuresOf(c class.Class) []failure {
	type place struct{ lesson, id string }
	found, seen := map[place]*failure{}, map[place]map[string]*kind{}
	for i, r := range c.Rows {
		for _, m := range r.Results {
			for _, sc := range m.Scenarios {
				at := place{m.Lesson, sc.ID}
				if found[at] == nil {
					found[at] = &failure{ID: sc.ID, Lesson: m.Lesson, Claim: sc.Claim, About: sc.About, Hidden: sc.Hidden}
					seen[at] = map[string]*kind{}
				}
				found[at].add(seen[at], sc, link{shownName(r.Student.Name), rowAnchor(i)})
			}
		}
	}
	var all []failure
	for at, f := range found {
		if f.Failed > 0 {
			f.Kinds = commonest(slices.Collect(maps.Values(seen[at])))
			all = append(all, *f)
		}
	}
	slices.SortFunc(all, func(a, b failure) int {
		return cmp.Or(cmp.Compare(b.Failed, a.Failed), cmp.Compare(a.Lesson, b.Lesson), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// add counts a student's result. The first of each kind is the example.
func (f *failure) add(kinds map[string]*kind, sc class.Scenario, student link) {
	if sc.Verdict == class.Passed || sc.Verdict == class.Failed {
		f.Judged++
	}
	if sc.Verdict != class.Failed {
		return
	}
	f.Failed++
	k := kinds[sc.So]
	if k == nil {
		k = &kind{So: sc.So, Example: example{student, sc.Expected, sc.Received, linkTo(sc.Files, storyFile), linkTo(sc.Files, pictureFile)}}
		kinds[sc.So] = k
	}
	k.Count++
}

func commonest(kinds []*kind) (all []kind) {
	slices.SortFunc(kinds, func(a, b *kind) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.So, b.So)) })
	for _, k := range kinds[:min(len(kinds), mostKinds)] {
		all = append(all, *k)
	}
	return all
}
