package class

import (
	"cmp"
	"slices"
	"strings"

	"chatlab/lab/lesson"
)

// Assemble makes a class of results: a row for each student and a column for each lesson that
// some result has. Names come from results alone; Place puts a roster's in.
func Assemble(results []Result, p Points) (c Class) {
	worth := map[string]float64{}
	rows := map[string]*Row{}
	for _, r := range results {
		worth[r.Lesson] = max(worth[r.Lesson], p.Worth(r))
		if rows[r.Student.Key] == nil {
			rows[r.Student.Key] = &Row{Student: r.Student}
		}
	}
	for _, l := range lesson.All {
		if _, graded := worth[l.ID()]; graded {
			c.Lessons = append(c.Lessons, Lesson{ID: l.ID(), Title: l.Title, Of: worth[l.ID()]})
		}
	}
	for _, row := range rows {
		row.Results = make([]Marked, len(c.Lessons))
		c.Rows = append(c.Rows, *row)
	}
	for _, r := range results {
		at := slices.IndexFunc(c.Lessons, func(l Lesson) bool { return l.ID == r.Lesson })
		if at >= 0 {
			rows[r.Student.Key].Results[at] = Marked{r, p.Mark(r)}
		}
	}
	SortRows(c.Rows)
	return c
}

// SortRows sorts rows by name, and then by key.
func SortRows(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Student.Name), strings.ToLower(b.Student.Name)), cmp.Compare(a.Student.Key, b.Student.Key))
	})
}

// Worth is what can be earned with a result: what it would be if everything had passed.
func (p Points) Worth(r Result) float64 {
	all := slices.Clone(r.Scenarios)
	for i := range all {
		all[i].Verdict = Passed
	}
	return p.Mark(Result{Scenarios: all}).Of
}
