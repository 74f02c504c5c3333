package draw

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/layout"
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

	longSetUp = 4 // rows; a shorter set-up is not folded
)

// fold returns the rows of a page. It folds the set-up, long runs of one connection in one
// direction, and the middle of long steps. It says where nothing happened for a long time.
func fold(s scene, rows []drawnRow) []pageRow {
	first := s.setUp(rows)
	out := s.foldSetUp(rows[:first])
	for from := first; from < len(rows); {
		to := runEnd(rows, from, sameStream)
		head, tail, long, what := runHead, runTail, longRun, rows[from].between
		if step := runEnd(rows, from, sameStep); step-from > longStep && to-from <= longRun {
			to, head, tail, long = step, stepHead, stepTail, longStep
			what = func() (string, string) { return "everybody", "" }
		}
		out = append(out, foldRun(rows[from:to], head, tail, long, what)...)
		from = to
	}
	return withPauses(out)
}

// setUp returns how many rows at the beginning belong to steps that only start the server and
// let clients in. It is 0 if there are few of them, or nothing else. The moment from which a time counts
// is not set-up.
func (s scene) setUp(rows []drawnRow) (n int) {
	other := map[string]bool{} // steps that do something else, or did not pass
	for _, step := range s.steps {
		command, _, _ := strings.Cut(step.Source, " ")
		setsUp := step.State == trace.Passed.String() && slices.Contains([]string{"server", "connect", "join"}, command)
		other[step.Label] = !setsUp && !slices.Contains(s.aside, step.Label)
	}
	counted, counts := s.counted()
	isOther := func(label string) bool { return label == "" || other[label] }
	for n < len(rows) && (!counts || rows[n].At < counted) && rows[n].Kind != trace.Left && !rows[n].Guilty && rows[n].Failed == "" && !slices.ContainsFunc(rows[n].Steps, isOther) {
		n++
	}
	if n < longSetUp || n == len(rows) {
		return 0
	}
	return n
}

// mostSetUp is how many columns a fold has for what a set-up does.
const mostSetUp = 60

// foldSetUp folds all rows of a set-up. The fold says what the steps do, since a failure may be about
// a client that only came in.
func (s scene) foldSetUp(rows []drawnRow) (out []pageRow) {
	if len(rows) > 0 {
		fold := "set-up: " + layout.Count(len(rows), "arrow")
		if did := s.did(rows); did != "" {
			fold = fmt.Sprintf("set-up: %s (%s)", fitted(did, mostSetUp), layout.Count(len(rows), "arrow"))
		}
		out = append(out, pageRow{Fold: fold})
	}
	for _, row := range rows {
		page := pageRowOf(row)
		page.Folded = true
		out = append(out, page)
	}
	return out
}

// did says what the steps do to which rows belong.
func (s scene) did(rows []drawnRow) string {
	var all []string
	for _, step := range s.steps {
		if step.Source != "" && slices.ContainsFunc(rows, func(row drawnRow) bool { return slices.Contains(row.Steps, step.Label) }) {
			all = append(all, step.Source)
		}
	}
	return strings.Join(all, ", ")
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
	return slices.Equal(a.Steps, b.Steps) && a.Kind != trace.Left && b.Kind != trace.Left && a.Failed == "" && b.Failed == "" && !a.Guilty && !b.Guilty
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
			bytes += row.bytes()
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
	note := pageRow{Fold: fmt.Sprintf("%s more, %s: %s", layout.Count(folded, "arrow"), layout.Count(bytes, "byte"), Visible(who))}
	return append(append(out[:head:head], note), out[head:]...)
}
