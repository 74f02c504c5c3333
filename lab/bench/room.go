package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/progress"
	"chatlab/lab/script"
)

// A room is a lesson that is worked on, for all pages that show it. It watches the student's copy
// from the first check on, as `lab watch` does. A copy that was checked before is watched from the
// first page on that shows it.
type room struct {
	bell
	bench  *Bench
	lesson lesson.Lesson
	wishes chan course.Wish
	asked  func() question // what the lesson's page asks

	mu       sync.Mutex // guards all below
	watching bool       // the copy is watched
	checking bool
	pace     grade.Pace // how far the check is
	began    time.Time
	saved    []string // what was saved before this check
	trouble  string   // why the last check could not run
	took     time.Duration
	stage    string                  // of the student's own server: the last stage that was judged, in words
	results  map[string]grade.Result // of this check so far, by scenario id
	before   map[string]grade.Result // of the last check before that ran them
	earlier  int                     // how many scenarios of earlier lessons passed
	looks    map[string]*look        // by scenario id
	hints    int                     // how many are shown
	hinted   *grade.Result           // what they are about: the first that failed in the last check that had one
	failed   *grade.Result           // what to begin with
	passed   bool                    // everything, in the last check
	blocks   map[int]*block          // commands of the page, by their number
}

// room returns the room of a lesson, and makes it if it is new.
func (b *Bench) room(l lesson.Lesson) *room {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rooms[l.ID()] == nil {
		r := &room{
			bench: b, lesson: l, wishes: make(chan course.Wish),
			results: map[string]grade.Result{}, before: map[string]grade.Result{}, looks: map[string]*look{}, blocks: map[int]*block{},
		}
		r.asked = sync.OnceValue(func() question { return r.markdown().Question })
		b.rooms[l.ID()] = r
	}
	return b.rooms[l.ID()]
}

// check begins a check, and from then on watches the copy.
func (r *room) check() {
	if r.watch() {
		return
	}
	select {
	case r.wishes <- course.Again:
	case <-r.bench.ctx.Done():
	}
}

// watch begins to watch the copy, with a check. It returns false if the copy is watched already.
func (r *room) watch() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watching {
		return false
	}
	r.watching, r.checking = true, true
	r.bench.work.Go(func() {
		w := &course.Watcher{Kit: r.bench.Kit, Lesson: r.lesson, Wishes: r.wishes, View: r, Keep: grade.KeepAll}
		_, err := w.Watch(r.bench.ctx) // ends with the bench
		if r.bench.ctx.Err() == nil {
			r.bench.report(fmt.Errorf("lesson %s is not watched any more: %w", r.lesson.Word(), err))
		}
	})
	return true
}

// resume watches a copy that was checked before this bench began. So an open page goes on when the
// bench is started again. Given up: results are not kept, so all scenarios run once more, and the
// earlier run is lost.
func (r *room) resume() {
	book, _ := r.bench.Kit.Progress()
	record := book.Lessons[r.lesson.ID()]
	if r.bench.Kit.HasCopy(r.lesson) && !r.asksForGuess() && (record.Guess != nil || record.Tries > 0) {
		r.watch()
	}
}

// start makes the student's copy.
func (r *room) start() error {
	k := r.bench.Kit
	if err := k.StartIn(r.lesson, k.NextLanguage(r.lesson)); err != nil {
		return err
	}
	r.bench.report(k.RecordStart(r.lesson))
	return nil
}

// Begin implements course.WatchView.
func (r *room) Begin(_ lesson.Lesson, _ string, saved []string) {
	r.mu.Lock()
	r.checking, r.pace, r.began, r.saved, r.trouble = true, grade.Pace{}, time.Now(), saved, ""
	maps.Copy(r.before, r.results) // a check that was stopped has not run them all
	clear(r.results)
	r.earlier = 0
	r.mu.Unlock()
	r.ring("state", "scenarios")
}

// Pace implements course.WatchView.
func (r *room) Pace(p grade.Pace) {
	r.mu.Lock()
	r.pace = p
	r.mu.Unlock()
	r.ring("state")
}

// Line implements course.WatchView.
func (r *room) Line(result grade.Result) {
	own := result.Scenario.Lesson == r.lesson.ID() || r.lesson.IsOwn()
	r.mu.Lock()
	if !own && result.Fine() {
		r.earlier++
	} else {
		id := result.Scenario.ID()
		r.results[id] = result
		if r.looks[id] == nil {
			r.looks[id] = &look{}
		}
		r.looks[id].next(result.Evidence.Picture)
	}
	r.mu.Unlock()
	r.ring("state", "scenarios", "look")
}

// End implements course.WatchView.
func (r *room) End(_ lesson.Lesson, found course.Found, passed bool) {
	r.mu.Lock()
	r.checking, r.took, r.passed, r.failed = false, time.Since(r.began), passed, found.First()
	r.hintAbout(found.First())
	r.stage = ""
	if found.Stage != nil {
		r.stage = found.Stage.Whole()
	}
	var missing course.NoCopy
	switch trouble := found.Trouble(); {
	case errors.As(found.Err, &missing):
		r.trouble = missing.Error()
	case found.Err != nil:
		r.trouble = found.Err.Error()
	case trouble != nil:
		r.trouble = troubleWords(trouble)
	}
	r.mu.Unlock()
	if score := scored(r.guess(), r.rows()); score != nil {
		r.bench.report(r.bench.Kit.RecordGuess(r.lesson, score))
	}
	r.bench.report(found.Unsaved)
	r.ring("state", "scenarios", "look", "hints")
}

// hintAbout says what the hints are about. Those that are shown stay while the same scenario fails, and
// while the copy can't be judged, such as with a half-written line. The caller holds the lock.
func (r *room) hintAbout(failed *grade.Result) {
	if failed == nil {
		return
	}
	if r.hinted == nil || r.hinted.Scenario.ID() != failed.Scenario.ID() {
		r.hints = 0
	}
	r.hinted = failed
}

// troubleWords says what kept a program from running, and what it printed or what was tried.
func troubleWords(t *program.Trouble) string { return t.What + "\n" + cmp.Or(t.Output, t.Tried) }

// The pages show all of these without being asked.

// Hint implements course.WatchView.
func (r *room) Hint(lesson.Lesson, *grade.Result, int) {}

// Picture implements course.WatchView.
func (r *room) Picture(context.Context, grade.Result) {}

// Story implements course.WatchView.
func (r *room) Story(grade.Result) {}

// List implements course.WatchView.
func (r *room) List(grade.Report) {}

// Keys implements course.WatchView.
func (r *room) Keys(lesson.Lesson, bool, bool) {}

// A scenarioRow is one scenario in the list of a page.
type scenarioRow struct {
	ID, Name, Claim string
	Verdict         string // in a word; empty: not run yet
	Fine            bool
	Stale           bool   // the verdict is of the check before
	Was             string // the verdict of the check before, if it was another
	Guessed         string // what the student expected; empty: nothing
	Elsewhere       bool   // of an earlier lesson
}

// rows returns the scenarios of the lesson, and those of earlier lessons that did not pass.
func (r *room) rows() (rows []scenarioRow) {
	all, err := grade.Scenarios(r.bench.Kit.Root, r.lesson)
	r.bench.report(err)
	guess := r.guess()
	r.mu.Lock()
	defer r.mu.Unlock()
	known := map[string]bool{}
	for _, sc := range all {
		known[sc.ID()] = true
		rows = append(rows, r.row(sc, guess))
	}
	var others []scenarioRow
	for id, result := range r.results {
		if !known[id] {
			row := r.row(result.Scenario, nil)
			row.Elsewhere = true
			others = append(others, row)
		}
	}
	slices.SortFunc(others, func(a, b scenarioRow) int { return cmp.Compare(a.ID, b.ID) })
	return append(rows, others...)
}

// row returns the row of a scenario. The caller holds the lock.
func (r *room) row(sc script.Scenario, guess *progress.Guess) scenarioRow {
	row := scenarioRow{ID: sc.ID(), Name: sc.Name, Claim: sc.Claim}
	if guess != nil && len(guess.Fails) > 0 {
		row.Guessed = string(script.Passed)
		if slices.Contains(guess.Fails, sc.Name) {
			row.Guessed = string(script.Failed)
		}
	}
	was, ranBefore := r.before[sc.ID()]
	result, ran := r.results[sc.ID()]
	switch {
	case ran:
		row.Verdict, row.Fine = string(result.Verdict), result.Fine()
		if ranBefore && was.Verdict != result.Verdict {
			row.Was = string(was.Verdict)
		}
	case ranBefore:
		row.Verdict, row.Fine, row.Stale = string(was.Verdict), was.Fine(), true
	}
	return row
}
