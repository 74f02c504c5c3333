package grader

import (
	"slices"

	"chatlab/lab/class"
	"chatlab/lab/handin"
)

// Anew returns how many results Grade would replace because they were graded with something else,
// and all that this is, in words. Results of other hand-ins and other lessons stay.
func (g *Grader) Anew(handIns []handin.HandIn, results []class.Result) (n int, why []string) {
	mine := map[string]bool{}
	for _, h := range handIns {
		mine[h.Safe] = true
	}
	for _, r := range results {
		with, graded := g.sealed.with[r.Lesson]
		if !graded || !mine[r.Student.Key] {
			continue
		}
		now := class.Result{Sealed: g.sealed.hash[r.Lesson], With: with}
		differ := class.Differences(r, now)
		if len(differ) > 0 {
			n++
		}
		for _, what := range differ {
			if !slices.Contains(why, what) {
				why = append(why, what)
			}
		}
	}
	return n, why
}
