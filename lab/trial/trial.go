// Package trial tries scenarios that students wrote. A scenario is valid if every right
// server passes it, whatever that server's language, words and pace. Then wrong servers show
// what the scenarios are worth: how many of them does a valid scenario turn red?
//
// A scenario is text from a stranger. Limits are checked before it runs, and it can do nothing
// but talk to the kit's own servers over loopback. No result names a wrong server.
//
//   - trial.go: Trial, and what one hand-in goes through
//   - result.go: Result, one hand-in with its scenarios
//   - points.go: what a result earns
//   - servers.go: the right servers and the wrong ones
//   - bounds.go: what a scenario of a student may not do; text.go: what its text may not have
//   - read.go: the scenarios of a hand-in, read and checked; kits.go: those that the kit has
//     already
//   - right.go: whether right servers pass a scenario; wrong.go: which wrong servers it finds
//   - class.go: all hand-ins of a class
//   - view.go: what a teacher and a student read
package trial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"chatlab/lab/class"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
	"chatlab/server/wire"
)

// A Trial is what the hand-ins of a class are tried on. Make one with New.
type Trial struct {
	Lesson lesson.Lesson
	Right  []Server // in the order in which they judge
	Notes  []string // such as right servers that are not on this machine

	kit     course.Kit
	builder *grade.Builder
	dir     string         // for scratch folders
	wrong   []grade.Target // in a fixed order
	clauses []string       // of the protocol
	known   map[string]bool
	slots   chan struct{} // scenarios at once, of all hand-ins together
	sum     string        // of all that a result depends on, besides the hand-in
	disk    handin.Disk
}

// New prepares the servers of a lesson and builds them, once for a class. Files go below dir.
// Jobs is how many scenarios run at once, over all hand-ins; 0 means 14.
func New(ctx context.Context, kit course.Kit, l lesson.Lesson, dir string, jobs int) (*Trial, error) {
	t := &Trial{Lesson: l, kit: kit, builder: kit.Builder(dir), dir: dir, slots: make(chan struct{}, cmp.Or(jobs, usualJobs))}
	var err error
	if t.clauses, err = kit.Clauses(""); err != nil {
		return nil, err
	}
	if t.known, err = t.kits(); err != nil {
		return nil, err
	}
	if err := t.prepare(ctx); err != nil {
		return nil, err
	}
	return t, nil
}

const usualJobs = 14 // most of the time scenarios wait

// try judges the scenarios of one hand-in. An error is one of this machine, or ctx's: then
// nothing is known. If known has a result of the same hand-in already, it returns that, and old.
// Known is by student and key.
func (t *Trial) try(ctx context.Context, h handin.HandIn, known map[string]Result) (r Result, old bool, err error) {
	if err := t.disk.Room(t.dir); err != nil {
		return r, false, err
	}
	began := time.Now()
	r = Result{Version: Version, Student: student(h), Lesson: t.Lesson.ID(), Of: len(t.wrong)}
	dir, laid, err := t.lay(h)
	defer os.RemoveAll(dir)
	no, unread := new(handin.Refusal), errors.As(err, new(*handin.Unread))
	if err != nil && !unread && !errors.As(err, &no) {
		return r, false, err
	}
	r.Hash, r.Key = laid.Hash, t.key(laid.Hash+string(no.Reason))
	if before, ok := known[h.Safe+"\x00"+r.Key]; ok {
		return before, true, nil
	}
	defer func() { r.Times = class.Times{Began: began, Took: time.Since(began)} }()
	switch {
	case unread:
		r.Trouble, r.Notes = class.Unread(), []string{err.Error()}
		return r, false, nil
	case err != nil:
		r.refuse(string(no.Reason), no.What(), no.Reason.Try())
		return r, false, nil
	}
	for _, out := range laid.LeftOut {
		r.Notes = append(r.Notes, out.String())
	}
	err = t.judge(ctx, &r, t.read(laid.Files, filepath.Join(dir, t.Lesson.ID()), &r))
	if t.disk.Room(t.dir) != nil {
		r.Refused, r.Scenarios, r.Caught, r.Trouble = nil, nil, 0, class.Full()
	}
	return r, false, err
}

// student is who handed scenarios in, as results have it.
func student(h handin.HandIn) class.Student {
	return class.Student{Key: h.Safe, Name: h.Title(), ID: wire.Clean(h.ID), Platform: h.Platform}
}

// judge tries all scenarios of a hand-in.
func (t *Trial) judge(ctx context.Context, r *Result, all []*candidate) (err error) {
	switch {
	case len(all) > MostScenarios:
		r.refuse("too many scenarios", fmt.Sprintf("it has %d scenarios of your own; at most %d are tried", len(all), MostScenarios), "hand in the best ones")
		return nil
	case len(all) == 0:
		r.refuse("no scenarios", "it has no scenario of your own", "write one, and hand in its file")
		return nil
	}
	if err := t.onRight(ctx, all); err != nil {
		return err
	}
	if r.Caught, err = t.onWrong(ctx, all); err != nil {
		return err
	}
	for _, c := range all {
		r.Scenarios = append(r.Scenarios, c.Scenario)
	}
	return nil
}

// lay copies the scenarios of a hand-in into a folder with the name of the lesson: the folder
// says which rules hold for them. The caller removes dir.
func (t *Trial) lay(h handin.HandIn) (dir string, laid handin.Laid, err error) {
	if dir, err = os.MkdirTemp(t.dir, "scenarios-*"); err != nil {
		return dir, laid, err
	}
	into := filepath.Join(dir, t.Lesson.ID())
	if err = os.Mkdir(into, 0o755); err != nil {
		return dir, laid, err
	}
	laid, err = handin.LayScenarios(h, t.Lesson, into)
	return dir, laid, err
}
