package grader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chatlab/lab/class"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/handin"
	"chatlab/lab/scratch"
	"chatlab/lab/script"
	"chatlab/lab/story"
	"chatlab/server/wire"
)

// The folders of a hand-in under way.
const (
	sourceFolder = "source" // what was handed in
	outFolder    = "out"    // what was built
)

// timeLimit is how long one hand-in may take for one lesson. With a port of its own, it takes
// one scenario after the other.
const (
	timeLimit    = 10 * time.Minute
	timeForAPort = 30 * time.Minute
)

// mostInVain is how many scenarios may end in trouble with the server before one is judged,
// and in how many of them it may break a limit. Then the rest is not tried: each would take as
// long as a server may take to start, or as much of this machine as it gets.
const mostInVain = 8

// A try is one hand-in that is judged on one lesson.
type try struct {
	grader *Grader
	unit
	dir    string // its own
	out    string // the folder of the results
	laid   handin.Laid
	handed course.Handed
	held   bounds
	limit  time.Duration // for all scenarios
	ended  string        // why we ended it before all scenarios had run; or empty

	// unserved says that the simulator can't run it, although it can run what the student was
	// given: a function is gone that no scenario over the network needs.
	unserved bool

	vain   vain
	result class.Result
}

// one judges a hand-in on a lesson. kept reports that there is a final result already; then the
// result is empty. An error is one of this machine.
func (g *Grader) one(ctx context.Context, u unit, t Task, again bool) (result class.Result, kept bool, err error) {
	began := time.Now()
	dir, err := filepath.Abs(filepath.Join(t.Out, underWay, u.handIn.Safe+"-"+u.lesson.ID()))
	if err != nil {
		return result, false, err
	}
	defer scratch.Remove(dir)
	for _, folder := range []string{sourceFolder, outFolder} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			return result, false, err
		}
	}
	if err := g.disk.Room(dir); err != nil {
		return result, false, err
	}
	x := &try{grader: g, unit: u, dir: dir, out: t.Out}
	x.result = class.Result{
		Version: class.Version,
		Student: Student(u.handIn),
		Lesson:  u.lesson.ID(), Sealed: g.sealed.hash[u.lesson.ID()], With: g.sealed.with[u.lesson.ID()], Scenarios: x.all(),
	}
	x.laid, err = handin.Lay(u.handIn, u.lesson, filepath.Join(dir, sourceFolder))
	var refused *handin.Refusal
	unread := errors.As(err, new(*handin.Unread)) // which must not end the grading of all others
	if err != nil && !unread && !errors.As(err, &refused) {
		return result, false, err
	}
	x.result.Hash = x.laid.Hash
	x.result.Key = x.key(refused)
	if before, has := t.Book.Latest(x.result.Student.Key, x.result.Lesson); has && !again && before.Key == x.result.Key && before.Final() {
		return result, true, nil
	}
	x.note()
	switch {
	case refused != nil:
		x.result.Refused = class.Refuse(string(refused.Reason), refused.What(), refused.Reason.Try())
	case unread:
		x.result.Trouble = class.Unread()
		x.result.Notes = append(x.result.Notes, err.Error())
	default:
		if err := errors.Join(x.form(), x.judge(ctx)); err != nil {
			return result, false, err
		}
		if g.disk.Room(dir) != nil {
			x.spoilt()
		}
	}
	x.result.Held = x.held.all
	x.result.Times = class.Times{Began: began.UTC().Truncate(time.Second), Took: time.Since(began)}
	return x.result, false, x.place()
}

// Student is who handed something in, as results have it.
func Student(h handin.HandIn) class.Student {
	return class.Student{Key: h.Safe, Name: wire.Clean(h.Name), ID: wire.Clean(h.ID), Platform: h.Platform}
}

// key is the key of the result: a hash of all that it follows from.
func (x *try) key(refused *handin.Refusal) string {
	text := fmt.Sprintf("%s\n%q\n%s\n%s", x.result.Sealed, x.result.Student, x.result.Lesson, x.result.Hash)
	if refused != nil {
		text += refused.Error()
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:32]
}

// judge runs the scenarios.
func (x *try) judge(ctx context.Context) (err error) {
	g := x.grader
	source, out := filepath.Join(x.dir, sourceFolder), filepath.Join(x.dir, outFolder)
	x.handed, err = g.opts.Kit.Handed(x.lesson, source, out, g.opts.Asked)
	switch {
	case isFull(err):
		return err
	case err != nil:
		x.result.Refused = class.Refuse("no server to run", x.clean(err.Error()), "run go tool lab check "+x.lesson.Word()+" on what you hand in; docs/any-language.md shows the server file")
		return nil
	}
	b := g.opts.Kit.Builder(out)
	simulated := b.CanSimulate(x.handed.Target) == nil
	if refused := forbidden(source, simulated); refused != nil {
		refused.What = x.clean(refused.What)
		x.result.Refused = refused
		return nil
	}
	x.unserved = x.handed.Target.Files != nil && !simulated && g.sealed.served[x.lesson.ID()]
	x.result.Own = x.handed.Own
	if x.limit = timeLimit; x.handed.Target.Command.Port != 0 {
		x.limit = timeForAPort
	}
	x.limit = time.Duration(float64(x.limit) * max(g.opts.Slow, 1))
	g.confined.through(b, &x.handed.Target, x.lesson, x.dir, x.held.tell)
	slots := g.slots
	if port := x.handed.Target.Command.Port; port != 0 { // one at a time, of all hand-ins
		lock := g.port(port)
		lock.Lock()
		defer lock.Unlock()
		slots = make(chan struct{}, 1)
	}
	limited, cancel := context.WithTimeout(ctx, x.limit)
	defer cancel()
	x.vain.stop = cancel
	if fine, err := x.scout(limited, b); err != nil {
		return err
	} else if !fine {
		slots = make(chan struct{}, 1)
	}
	if x.vain.is() {
		x.result.Trouble = x.trouble(x.vain.first)
		return ctx.Err()
	}
	shown := x.runAll(limited, b, slots, x.jobs(), toShow)
	hidden := x.runAll(limited, b, slots, x.hiddenJobs(), toHide)
	if err := ctx.Err(); err != nil {
		return err
	}
	return x.conclude(shown, hidden, limited.Err() != nil)
}

// conclude makes the result of the reports. Ended is whether not all of the scenarios were
// tried.
func (x *try) conclude(shown, hidden grade.Report, ended bool) error {
	switch {
	case x.vain.is():
		x.result.Trouble = x.trouble(x.vain.first)
		return nil
	case x.vain.costly():
		x.ended = fmt.Sprintf("not tried: before, %d scenarios ended since %s", x.vain.over, x.vain.limit.What)
	case ended:
		x.ended = fmt.Sprintf("the lesson took more than %v", x.limit)
	}
	return errors.Join(x.tell(shown, toShow), x.tell(hidden, toHide))
}

// runAll runs jobs, and again what may have gone wrong by accident. Without jobs, it does
// nothing.
func (x *try) runAll(ctx context.Context, b *grade.Builder, slots chan struct{}, jobs []grade.Job, a audience) (report grade.Report) {
	if len(jobs) > 0 {
		report = x.run(ctx, b, slots, jobs, a)
		x.retry(ctx, b, jobs, report, a)
	}
	return report
}

// run runs jobs.
func (x *try) run(ctx context.Context, b *grade.Builder, slots chan struct{}, jobs []grade.Job, a audience) grade.Report {
	below := x.evidence(a)
	x.vain.begins()
	report := grade.Run(ctx, jobs, b, grade.Options{
		Slots: slots, Slow: x.grader.opts.Slow, Seed: x.grader.opts.Seed,
		Keep: grade.KeepFailed, Below: below, From: below,
		Whole: story.Style{}.Whole, Advise: story.Style{}.Advice, Each: x.vain.note,
	})
	x.vain.cut(report)
	return report
}

// jobs are the scenarios of the lesson, and of all lessons before it: mending one thing must
// not break another.
func (x *try) jobs() (jobs []grade.Job) {
	for _, p := range x.grader.sealed.shown[x.lesson.ID()] {
		job := grade.Job{Lesson: p.lesson, Target: x.handed.Target, Scenarios: p.scenarios}
		if p.lesson.Number != x.lesson.Number {
			job.Along = &x.lesson
		}
		jobs = append(jobs, job)
	}
	return jobs
}

func (x *try) hiddenJobs() []grade.Job {
	all := x.grader.sealed.hidden[x.lesson.ID()]
	if len(all) == 0 {
		return nil
	}
	return []grade.Job{{Lesson: x.lesson, Target: x.handed.Target, Scenarios: all}}
}

// all lists the scenarios of the result, none of which has run.
func (x *try) all() (all []class.Scenario) {
	add := func(id string, sc script.Scenario, about, hidden bool) {
		all = append(all, class.Scenario{ID: id, Claim: wire.Clean(sc.Claim), Verdict: class.Unrun, About: about, Hidden: hidden})
	}
	for _, p := range x.grader.sealed.shown[x.lesson.ID()] {
		for _, sc := range p.scenarios {
			add(toShow.id(sc), sc, p.lesson.Number == x.lesson.Number && slices.Contains(p.lesson.Breaks, sc.Name), false)
		}
	}
	for _, sc := range x.grader.sealed.hidden[x.lesson.ID()] {
		add(toHide.id(sc), sc, false, true)
	}
	return all
}
