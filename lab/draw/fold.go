package draw

import (
	"fmt"
	"slices"

	"chatlab/lab/trace"
)

// A long run of similar rows is folded: only its first and last rows are shown.
const (
	longRun  = 8 // rows; shorter runs are not folded
	runHead  = 3 // rows before the fold
	runTail  = 1 // rows after it
	longStep = 60
	stepHead = 30
	stepTail = 10
)

// fold returns the rows of a page. It folds long runs of one connection in one direction,
// and the middle of long steps.
func fold(s scene, rows []drawnRow) []pageRow {
	var out []pageRow
	gap := -1 // index where rows are left out
	if s.left > 0 {
		gap = len(rows) / 2
	}
	for from := 0; from < len(rows); {
		if from == gap {
			out = append(out, pageRow{Left: fmt.Sprintf("… %s left out here; the trace has them all", count(s.left, "event"))})
		}
		to := runEnd(rows, from, sameStream)
		head, tail, long, what := runHead, runTail, longRun, rows[from].between
		if step := runEnd(rows, from, sameStep); step-from > longStep && to-from <= longRun {
			to, head, tail, long = step, stepHead, stepTail, longStep
			what = func() (string, string) { return "everybody", "" }
		}
		if from < gap && to > gap {
			to = gap
		}
		out = append(out, foldRun(rows[from:to], head, tail, long, what)...)
		from = to
	}
	return out
}

func runEnd(rows []drawnRow, from int, same func(a, b drawnRow) bool) int {
	to := from + 1
	for to < len(rows) && same(rows[from], rows[to]) {
		to++
	}
	return to
}

func sameStream(a, b drawnRow) bool {
	return a.Conn == b.Conn && a.Dir == b.Dir && a.Kind == trace.Data && b.Kind == trace.Data && sameStep(a, b)
}

func sameStep(a, b drawnRow) bool {
	return slices.Equal(a.Steps, b.Steps) && a.Failed == "" && b.Failed == "" && !a.Guilty && !b.Guilty
}

// foldRun folds the middle of a long run.
func foldRun(run []drawnRow, head, tail, long int, between func() (string, string)) []pageRow {
	var out []pageRow
	folded, bytes := 0, 0
	for i, row := range run {
		page := pageRowOf(row)
		if len(run) > long && i >= head && i < len(run)-tail {
			page.Folded = true
			folded++
			bytes += len(row.Data)
		}
		out = append(out, page)
	}
	if folded == 0 {
		return out
	}
	who, to := between()
	if to != "" {
		who += " to " + to
	}
	note := pageRow{Fold: fmt.Sprintf("%s more, %s: %s", count(folded, "arrow"), count(bytes, "byte"), Visible(who))}
	return append(append(out[:head:head], note), out[head:]...)
}
