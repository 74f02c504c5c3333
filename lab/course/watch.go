package course

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/lab/story"
	"chatlab/lab/watch"
)

// A Wish is what a student wants while a copy is watched.
type Wish int

// The wishes. The first three are to leave.
const (
	Leave     Wish = iota + 1
	Interrupt      // leave, as an interrupt does
	Quit           // leave, as SIGQUIT does
	Again          // check again
	NextHint       // the next hint about what has failed
	Next           // the next lesson, once this one has passed
	Picture        // the picture of what has failed
	Story          // the whole story of what has failed
	List           // all scenarios, with their verdicts
	Keys           // to know which keys there are
)

// A WatchView shows the student what happens while a copy is watched.
type WatchView interface {
	Begin(l lesson.Lesson, how string, saved []string) // a check begins; how says how saves are noticed
	Pace(p grade.Pace)                                 // how far the check is
	Line(r grade.Result)                               // a scenario has ended
	End(l lesson.Lesson, found Found, passed bool)
	Hint(l lesson.Lesson, failed *grade.Result, shown int) // the next hint, after this many
	Picture(ctx context.Context, failed grade.Result)
	Story(failed grade.Result)
	List(report grade.Report)
	Keys(l lesson.Lesson, passed, failed bool) // which keys there are, in that state
}

// A Watcher watches the copy of one lesson.
type Watcher struct {
	Kit    Kit
	Lesson lesson.Lesson
	Wishes <-chan Wish // nil: there are no keys; closed: the terminal is gone
	View   WatchView
	Keep   grade.Keep // the runs whose files are kept; failed ones too if it is KeepNone

	how    string    // how saves are noticed
	begun  bool      // the first check has begun
	check  *oneCheck // under way; nil: none
	builds builds    // of all checks
	saves  []string  // while the check under way builds
	passed bool      // the last verdict
	hints  int       // hints shown since that verdict
	failed *grade.Result
	report grade.Report // of the last verdict
}

// Errors of Watch.
var (
	ErrGone        = errors.New("the terminal is gone")   // it was closed while a copy was watched
	ErrInterrupted = errors.New("the student interrupts") // with a key
	ErrQuit        = errors.New("the student quits")      // with the key of SIGQUIT
)

// leaving has the error for each wish to leave.
var leaving = map[Wish]error{Leave: nil, Interrupt: ErrInterrupted, Quit: ErrQuit}

// Watch returns when the student leaves, with the lesson to watch next if there is one. The
// error is ErrGone, ErrInterrupted, ErrQuit or ctx's.
func (w *Watcher) Watch(ctx context.Context) (next *lesson.Lesson, err error) {
	watching, stop := context.WithCancel(ctx)
	events, ended := make(chan watch.Event), make(chan struct{})
	go func() {
		defer close(ended)
		watch.Run(watching, w.Kit.Path(w.Lesson.Copy()), filepath.Dir(w.Kit.Path(ProgressFile)), events)
	}()
	defer func() { stop(); <-ended }()
	defer w.stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case event := <-events:
			if event.How != "" {
				w.how = event.How
			}
			switch {
			case event.How != "" && (w.check != nil || w.begun):
			case event.How != "":
				w.again(ctx, nil)
			case w.check != nil && w.check.building:
				w.saves = append(w.saves, event.Saved...)
			default:
				w.saved(ctx, event.Saved)
			}
		case b := <-w.check.build():
			w.check.building = false
			w.builds.note(b)
			w.saved(ctx, w.saves)
		case found := <-w.check.result():
			w.check = nil
			w.judge(found)
		case wish, ok := <-w.Wishes:
			switch {
			case !ok:
				return nil, ErrGone
			case wish <= Quit:
				return nil, leaving[wish]
			case wish == Again && w.how != "": // otherwise the first check begins by itself
				w.again(ctx, nil)
			case wish == NextHint && w.check == nil && !w.passed:
				w.View.Hint(w.Lesson, w.failed, w.hints)
				w.hints++
			case wish == Picture && w.check == nil && w.failed != nil:
				w.View.Picture(ctx, *w.failed)
			case wish == Story && w.check == nil && w.failed != nil:
				w.View.Story(*w.failed)
			case wish == List && w.check == nil && w.begun:
				w.View.List(w.report)
			case wish == Keys && w.check == nil && w.begun:
				w.View.Keys(w.Lesson, w.passed, w.failed != nil)
			case wish == Next && w.passed && w.Kit.After(w.Lesson) != nil:
				return w.Kit.After(w.Lesson), nil
			}
		}
	}
}

// saved begins a check if somebody saved one of these files. What the build wrote does not count as a save:
// otherwise each check would begin the next.
func (w *Watcher) saved(ctx context.Context, names []string) {
	now := watch.Look(w.Kit.Path(w.Lesson.Copy()))
	if saves := w.builds.without(names, now); len(saves) > 0 {
		w.again(ctx, saves)
	}
}

// again begins a check. It ends the check that is under way, if any.
func (w *Watcher) again(ctx context.Context, saved []string) {
	w.stop()
	w.begun, w.saves = true, nil
	w.View.Begin(w.Lesson, w.how, saved)
	w.check = w.Kit.beginCheck(ctx, w.Lesson, max(w.Keep, grade.KeepFailed), w.View)
}

func (w *Watcher) stop() {
	if w.check != nil {
		w.check.cancel()
		<-w.check.done
		if w.check.building {
			w.builds.note(<-w.check.build())
		}
		w.check = nil
	}
}

// judge shows what a check has found.
func (w *Watcher) judge(found Found) {
	w.hints, w.failed, w.report = 0, found.First(), found.Report
	w.passed = found.Err == nil && w.failed == nil && found.Report.Count().Passed > 0 && !found.unasked(w.Lesson)
	w.View.End(w.Lesson, found, w.passed)
}

// unasked reports whether no key scenario of a lesson was asked, so it has not passed.
func (f Found) unasked(of lesson.Lesson) bool {
	return slices.ContainsFunc(f.Report.Lessons, func(l grade.LessonReport) bool { return l.Lesson.Number == of.Number && l.Unasked() })
}

// A oneCheck is a check that runs in its own goroutine.
type oneCheck struct {
	cancel   context.CancelFunc
	building bool       // what the build did was not received yet
	built    chan build // gets one value, before done does
	done     chan Found // gets one value
}

// A Found is the result of a check.
type Found struct {
	Report  grade.Report
	Err     error        // why the check could not run
	Unsaved error        // why its result could not be saved in the student's progress
	Stage   *StageReport // of the student's own server: the last that was judged
}

// result returns the channel with the check's result. Without a check it is nil, and a
// receive from it waits forever.
func (c *oneCheck) result() <-chan Found {
	if c == nil {
		return nil
	}
	return c.done
}

// build returns the channel with what the check's build did. Without a check it is nil.
func (c *oneCheck) build() <-chan build {
	if c == nil {
		return nil
	}
	return c.built
}

func (k Kit) beginCheck(ctx context.Context, l lesson.Lesson, keep grade.Keep, view WatchView) *oneCheck {
	ctx, cancel := context.WithCancel(ctx)
	c := &oneCheck{cancel: cancel, building: true, built: make(chan build, 1), done: make(chan Found, 1)}
	go func() {
		defer cancel()
		c.done <- c.run(ctx, k, l, keep, view) // its folder is gone by then: the receiver may end the program
	}()
	return c
}

// run makes the check, in a folder of its own.
func (c *oneCheck) run(ctx context.Context, k Kit, l lesson.Lesson, keep grade.Keep, view WatchView) Found {
	dir, remove, err := scratch.Folder("watch")
	if err != nil {
		c.built <- build{}
		return Found{Err: err}
	}
	defer remove()
	b := k.Builder(dir)
	c.built <- k.buildCopy(ctx, l, b)
	return k.checkCopy(ctx, l, b, keep, view)
}

// checkCopy runs the lesson and all before it on the student's copy, as `lab
// check N` does.
func (k Kit) checkCopy(ctx context.Context, l lesson.Lesson, b *grade.Builder, keep grade.Keep, view WatchView) Found {
	if !k.HasCopy(l) {
		return Found{Err: k.Missing(l)}
	}
	if l.IsOwn() {
		return k.checkOwn(ctx, b, keep, view)
	}
	plan, err := k.Plan(Asked{Lessons: []lesson.Lesson{l}}, b.Dir)
	if err != nil {
		return Found{Err: err}
	}
	opts := grade.Options{Seed: Seed(), Keep: keep, Whole: story.Style{}.Whole, Advise: story.Style{}.Advice, Pace: view.Pace}
	opts.Each = func(_ int, r grade.Result) { view.Line(r) }
	report := grade.Run(ctx, plan.Jobs, b, opts)
	if ctx.Err() != nil {
		return Found{Report: report, Err: ctx.Err()}
	}
	return Found{Report: report, Unsaved: k.RecordCheck(plan, report)}
}

// checkOwn takes the student's own server through the stages, as `lab check own` does.
func (k Kit) checkOwn(ctx context.Context, b *grade.Builder, keep grade.Keep, view WatchView) Found {
	book, _ := k.Progress() // without it, the check takes a little longer
	judged, err := k.CheckOwn(ctx, b, OwnCheck{
		Options: grade.Options{Seed: Seed(), Keep: keep, Whole: story.Style{}.Whole, Advise: story.Style{}.Advice, Pace: view.Pace},
		Passed:  book.Lessons[lesson.Own.ID()].Stage,
		Each:    view.Line,
	})
	found := Found{Report: ReportOf(judged), Err: err}
	if n := len(judged); n > 0 {
		found.Stage = &judged[n-1]
	}
	if err == nil {
		found.Unsaved = k.RecordOwn(judged)
	}
	return found
}

// First returns the failure to begin with: one of the lesson itself, if there is one.
func (f Found) First() *grade.Result {
	for i := len(f.Report.Lessons) - 1; i >= 0; i-- {
		for _, r := range f.Report.Lessons[i].Results {
			if !r.Fine() {
				return &r
			}
		}
	}
	return nil
}

// Trouble returns why the copy could not be built; nil if it could.
func (f Found) Trouble() *program.Trouble {
	for _, l := range f.Report.Lessons {
		if l.Trouble != nil {
			return l.Trouble
		}
	}
	return nil
}
