package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/grader"
	"chatlab/lab/handin"
	"chatlab/lab/layout"
	"chatlab/lab/lesson"
	"chatlab/lab/marks"
	"chatlab/lab/program"
)

// gradeClass grades, shows how far it is, and leaves the views. Nothing is written before all
// that the teacher has given was read.
func gradeClass(ctx context.Context, t *console.Terminal, from string, f gradeFlags) error {
	opts, shard, err := f.options()
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	if opts.Kit, err = course.Find(); err != nil {
		return err
	}
	handIns, err := handin.Find(from)
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	if err := cmp.Or(apart(from, f.out), f.unmixed()); err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	files, err := class.ReadTeachers(f.out, f.points, f.roster)
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	again, err := keysOf(handIns, files.Roster, f.again)
	if err != nil {
		return exitError{ExitUsage, "--again: " + err.Error()}
	}
	called := func() error { return callRoll(f.out, opts.Lessons, handIns, shard) }
	if f.written != "" {
		return gradeScenarios(ctx, t, opts, shard.Of(handIns), f.out, again, called)
	}
	g, err := grader.Read(opts)
	if misuse := new(course.Misuse); errors.As(err, misuse) {
		return err
	} else if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	if err := files.Points.Known(g.Scenarios()); err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	task := grader.Task{HandIns: shard.Of(handIns), Out: f.out, Again: again}
	cost, err := gradeInto(ctx, t, g, task, func() error { return errors.Join(files.Keep(f.out), called()) })
	if err := stopped(ctx, err); err != nil {
		return err
	}
	return tellClass(t, f.out, cost, absolute(from, f.opts.Hidden)...)
}

// stopped is how a grading ends that was interrupted or could not go on. It is nil for one that
// came to its end.
func stopped(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return exitError{ExitInterrupted, errInterrupted.text + ", and what was graded is kept: run the same command to go on"}
	case err != nil:
		return exitError{ExitTrouble, withOutput(err)}
	}
	return nil
}

// mostWords is how much of what a compiler said of the kit's own code is shown, in bytes.
const mostWords = 1000

// withOutput is the text of an error, and the last of what a program of the kit printed before.
func withOutput(err error) string {
	text, t := err.Error(), new(program.Trouble)
	if errors.As(err, &t) && t.Output != "" {
		text += "\n" + draw.CleanLines(strings.TrimSpace(layout.Tail(t.Output, mostWords)))
	}
	return text
}

// gradeInto does a task, while nobody else writes into its folder. First is called once that is
// sure, and before anything is graded.
func gradeInto(ctx context.Context, t *console.Terminal, g *grader.Grader, task grader.Task, first func() error) (cost string, err error) {
	if task.Book, err = class.Open(task.Out); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, task.Book.Close()) }()
	if err := first(); err != nil {
		return "", err
	}
	if n, why := g.Anew(task.HandIns, task.Book.Results()); n > 0 {
		tellAnew(t, n, task.Out, strings.Join(why, "; "))
	}
	bar := t.Doing("getting ready")
	defer bar.End()
	if err := g.Prepare(ctx, bar.Say); err != nil {
		return "", err
	}
	p := pace{began: time.Now()}
	task.Tell = func(at grader.Progress) { p.now = at; bar.Say(p.words()) }
	return costing(func() (int, error) {
		err := g.Grade(ctx, task)
		return p.now.Done - p.now.Kept, err
	})
}

// tellAnew says that results are made anew although no hand-in has changed, and why.
func tellAnew(t *console.Terminal, n int, dir, why string) {
	are := "are"
	if n == 1 {
		are = "is"
	}
	fmt.Fprintf(t.Err, "%s in %s %s graded anew: %s\n", layout.Count(n, "result"), dir, are, why)
}

// callRoll notes which hand-ins there are, and which part of them is graded.
func callRoll(dir string, lessons []lesson.Lesson, handIns []handin.HandIn, shard grader.Shard) error {
	roll, err := class.ReadRoll(dir)
	if err != nil {
		return err
	}
	var keys []string
	for _, h := range handIns {
		keys = append(keys, h.Safe)
	}
	for _, l := range lessons {
		roll.Call(l.ID(), keys, shard.K, shard.N)
	}
	return roll.Keep(dir)
}

// absolute returns the absolute paths of the folders that are named.
func absolute(folders ...string) (all []string) {
	for _, folder := range folders {
		if path, err := filepath.Abs(folder); err == nil && folder != "" {
			all = append(all, path)
		}
	}
	return all
}

// A pace tells how far a class is.
type pace struct {
	began time.Time
	now   grader.Progress
}

// words say how far it is, and about how long the rest takes.
func (p pace) words() string {
	at := p.now
	text := fmt.Sprintf("%d of %d graded", at.Done, at.Of)
	if new := at.Done - at.Kept; new > 0 && at.Done < at.Of {
		left := time.Since(p.began) / time.Duration(new) * time.Duration(at.Of-at.Done)
		text += ", about " + roughly(left) + " left"
	}
	if len(at.Under) > 0 {
		text += ", now " + layout.Unhidden(named(at.Under))
	}
	return text
}

// named names two students, and counts the others.
func named(students []string) string {
	if n := len(students) - 2; n > 0 {
		return strings.Join(students[:2], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(students, " and ")
}

// roughly is a time that nobody needs exactly.
func roughly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return layout.Count(int(d.Seconds())+1, "second")
	case d < 2*time.Hour:
		return layout.Count(int(d.Minutes())+1, "minute")
	}
	return layout.Count(int(d.Hours())+1, "hour")
}

// tellClass leaves the views of a class, and prints its marks. cost, which may be empty, says
// what they have cost. Secret are the teacher's folders, which no student may read of.
func tellClass(t *console.Terminal, dir, cost string, secret ...string) error {
	c, err := class.Load(dir)
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	files, err := leaveViews(dir, c, secret)
	if err == nil {
		err = marks.Table(t.Out, c, marksStyle(t, ""))
	}
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	tellLeft(t, files, cost)
	for _, row := range c.Rows {
		if _, _, open := row.Total(); open {
			return errNotFinal
		}
	}
	return nil
}

// errNotFinal ends a grading in which something could not be judged.
var errNotFinal = exitError{ExitTrouble, "some marks are not final, since something could not be judged through no fault of the student; run the same lab grade again: it grades those hand-ins once more"}

// tellLeft prints which files a grading has left, and its cost, which may be empty.
func tellLeft(t *console.Terminal, files []string, cost string) {
	fmt.Fprintln(t.Out)
	for _, file := range files {
		fmt.Fprintln(t.Out, file)
	}
	if cost != "" {
		fmt.Fprintln(t.Out, cost)
	}
}

// costing does work that grades some hand-ins, and says what they have cost.
func costing(work func() (handIns int, err error)) (cost string, err error) {
	began := time.Now()
	before, _ := program.Used()
	n, err := work()
	after, _ := program.Used()
	return costOf(n, before, after, time.Since(began)), err
}

// costOf says what the hand-ins of a run have cost, without what they have in common.
func costOf(n int, before, after time.Duration, took time.Duration) string {
	if n == 0 {
		return ""
	}
	text := fmt.Sprintf("%s graded in %s", layout.Count(n, "hand-in"), roughly(took))
	if after > 0 {
		text += fmt.Sprintf(", %.1f s of processor time each", (after-before).Seconds()/float64(n))
	}
	return text
}
