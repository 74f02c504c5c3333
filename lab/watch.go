package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
	"chatlab/lab/watch"
)

func watchCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "watch N",
		Short: "Check your copy of lesson N again each time you save",
		Long: `Check your copy of lesson N, and again each time you save a file in it. A save
while a check is under way ends that check and begins another.

At a terminal these keys do something at once: h shows a hint, the next one each
time; a checks again; n goes on with the next lesson, once this one has passed; q
ends it, as Ctrl-C does. Where the output is no terminal there are no keys, and
verdicts follow one another.

Exit status: 0, or 130 if a signal ended it (on Linux, after signal N: 128 + N).`,
		Example:           `  go tool lab watch 3`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: oneLesson,
		RunE: func(c *cobra.Command, args []string) error {
			l, err := lesson.Find(args[0])
			if err != nil {
				return exitError{exitUsage, err.Error()}
			}
			kit, err := findKit()
			if err != nil {
				return err
			}
			if !kit.copied(l) {
				return exitError{exitFailed, kit.notStarted(t.style(), l)}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
			defer stop() // they stay caught until the terminal is as it was
			keys, seated, leave, _ := t.keyboard()
			defer leave()
			return kit.watchLessons(ctx, seated, keys, l)
		},
	}
}

func (k kit) notStarted(style grade.Style, l lesson.Lesson) string {
	return fmt.Sprintf("there is no copy of lesson %d in %s; %s makes one", l.Number, l.Copy(), style.Command("start", fmt.Sprint(l.Number)))
}

// watchLessons watches one lesson after the other, as the student goes on.
func (k kit) watchLessons(ctx context.Context, t *terminal, keys <-chan byte, l lesson.Lesson) error {
	for {
		w := &watcher{kit: k, lesson: l, keys: keys, view: watchView{t: t, style: t.style(), keys: keys != nil}}
		next, err := w.watch(ctx)
		if err != nil || next == nil {
			return err
		}
		if !k.copied(*next) {
			if err := k.start(*next); err != nil {
				return err
			}
			t.unsaved(k.recordStart(*next))
		}
		l = *next
	}
}

// A watcher watches the copy of one lesson.
type watcher struct {
	kit    kit
	lesson lesson.Lesson
	keys   <-chan byte // nil: nobody types
	view   watchView

	check  *oneCheck // under way; nil: none is
	passed bool      // the last verdict
	hints  int       // hints shown since then
	failed *grade.Result
}

// watch returns when the student leaves; with a lesson if that is to be next.
func (w *watcher) watch(ctx context.Context) (next *lesson.Lesson, err error) {
	watching, stop := context.WithCancel(ctx)
	events, ended := make(chan watch.Event), make(chan struct{})
	go func() {
		defer close(ended)
		watch.Run(watching, w.kit.path(w.lesson.Copy()), filepath.Dir(w.kit.path(progressFile)), events)
	}()
	defer func() { stop(); <-ended }()
	defer w.stop()
	for {
		select {
		case <-ctx.Done():
			return nil, exitError{status: exitInterrupted}
		case event := <-events:
			if event.How != "" {
				w.view.how = event.How
			}
			if event.How == "" || w.check == nil && !w.view.shown {
				w.again(ctx, event.Saved)
			}
		case report := <-w.check.result():
			w.check = nil
			w.judge(report)
		case key, ok := <-w.keys:
			if !ok { // the terminal has gone
				return nil, exitError{status: exitInterrupted}
			}
			if key == 'q' || key == ctrlC || key == ctrlD {
				return nil, nil
			}
			if next := w.press(ctx, key); next != nil {
				return next, nil
			}
		}
	}
}

// press does what a key is for. It returns a lesson if that is to be next.
func (w *watcher) press(ctx context.Context, key byte) *lesson.Lesson {
	switch {
	case key == 'a':
		w.again(ctx, nil)
	case key == 'h' && w.check == nil && !w.passed:
		w.view.hint(w.lesson, w.failed, w.hints)
		w.hints++
	case key == 'n' && w.passed:
		return after(w.lesson)
	}
	return nil
}

// after is the lesson that follows, or nil.
func after(l lesson.Lesson) *lesson.Lesson {
	for _, other := range lesson.All {
		if other.Number > l.Number {
			return &other
		}
	}
	return nil
}

// again begins a check, in place of the one that may be under way.
func (w *watcher) again(ctx context.Context, saved []string) {
	w.stop()
	w.view.begin(w.lesson, saved)
	w.check = w.kit.beginCheck(ctx, w.lesson, w.view.line)
}

func (w *watcher) stop() {
	if w.check != nil {
		w.check.cancel()
		<-w.check.done
		w.check = nil
	}
}

// judge shows what a check has found.
func (w *watcher) judge(found verdict) {
	w.hints, w.failed = 0, found.first()
	w.passed = found.err == nil && w.failed == nil && found.report.Count().Passed > 0
	w.view.end(w.lesson, found, w.passed)
}

// A oneCheck is a check under way in a goroutine of its own.
type oneCheck struct {
	cancel context.CancelFunc
	done   chan verdict // gets one value
}

// A verdict is what came of it.
type verdict struct {
	report grade.Report
	err    error // it could not be made
}

// result is nil, from which nothing ever comes, if there is no check.
func (c *oneCheck) result() <-chan verdict {
	if c == nil {
		return nil
	}
	return c.done
}

func (k kit) beginCheck(ctx context.Context, l lesson.Lesson, each func(grade.Result)) *oneCheck {
	ctx, cancel := context.WithCancel(ctx)
	c := &oneCheck{cancel, make(chan verdict, 1)}
	go func() {
		defer cancel()
		report, err := k.checkCopy(ctx, l, each)
		c.done <- verdict{report, err}
	}()
	return c
}

// checkCopy runs the lesson and all before it on the student's copy, as `lab
// check N` does.
func (k kit) checkCopy(ctx context.Context, l lesson.Lesson, each func(grade.Result)) (grade.Report, error) {
	if !k.copied(l) {
		return grade.Report{}, errors.New(k.notStarted(grade.Style{}, l))
	}
	dir, remove, err := scratch.Folder("watch")
	if err != nil {
		return grade.Report{}, err
	}
	defer remove()
	f := checkFlags{times: 1, slow: 1}
	plan, err := k.plan([]string{l.ID()}, f, dir)
	if err != nil {
		return grade.Report{}, err
	}
	opts := grade.Options{Keep: grade.KeepFailed, Each: func(_ int, r grade.Result) { each(r) }}
	report := grade.Run(ctx, plan.jobs, k.builder(dir), opts)
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	return report, k.recordCheck(plan, report, f)
}

// first is the failure to begin with: of the lesson itself, if it has one.
func (v verdict) first() *grade.Result {
	for i := len(v.report.Lessons) - 1; i >= 0; i-- {
		for _, r := range v.report.Lessons[i].Results {
			if !r.Fine() {
				return &r
			}
		}
	}
	return nil
}
