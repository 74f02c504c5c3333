package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/story"
)

// A watchView shows a student the copy that is watched. At a terminal it shows only the
// newest verdict, elsewhere one after the other.
type watchView struct {
	t     *console.Terminal
	kit   course.Kit
	style story.Style
	keys  bool // there is a keyboard
	shown bool // a check has begun
	began time.Time
	bar   *console.Bar
	since string // the event from which began counts, in words; empty if nothing was saved
}

// clear makes room for a new verdict, on a screen that only we write to.
func (v *watchView) clear() {
	if v.keys {
		fmt.Fprint(v.t.Out, "\x1b[2J\x1b[H")
	}
}

// Begin says that a check begins.
func (v *watchView) Begin(l lesson.Lesson, how string, saved []string) {
	v.leave()
	if !v.shown {
		v.clear()
		fmt.Fprintf(v.t.Out, "watching %s: %s\n", l.Copy(), how)
	} else {
		v.clear()
	}
	v.shown, v.began, v.since = true, time.Now(), ""
	what := "checking"
	if len(saved) > 0 {
		v.since = " after the save"
		what = "checking, since you saved " + strings.Join(saved[:min(len(saved), 3)], ", ")
	}
	fmt.Fprintf(v.t.Out, "%s %s\n", v.began.Format(time.TimeOnly), what)
	v.bar = v.t.Doing(paceWords(grade.Pace{}))
}

// leave clears the line about a check that ends, or is ended.
func (v *watchView) leave() {
	if v.bar != nil {
		v.bar.End()
	}
}

// Pace says how far the check is.
func (v *watchView) Pace(p grade.Pace) { v.bar.Say(paceWords(p)) }

// Line reports a scenario that did not pass at once. Its story follows when the others have
// ended.
func (v *watchView) Line(r grade.Result) {
	if !r.Fine() {
		v.style.Line(v.bar.Above(v.t).Out, r)
	}
}

// End shows what a check has found.
func (v *watchView) End(l lesson.Lesson, found course.Found, passed bool) {
	v.leave()
	v.clear()
	failing := found.First()
	var missing course.NoCopy
	switch {
	case errors.As(found.Err, &missing):
		complain(v.t.Out, notStarted(v.style, missing))
	case found.Err != nil:
		complain(v.t.Out, found.Err.Error())
	case found.Trouble() != nil:
		v.style.Trouble(v.t.Out, found.Trouble())
	case failing != nil:
		if v.keys {
			v.style.Brief(v.t.Out, *failing)
		} else {
			v.style.Story(v.t.Out, *failing)
		}
	case l.IsOwn(): // there is no fault that was mended; its last stage says enough
	case !passed:
		checkView{t: v.t, style: v.style}.notPassed([]string{l.Word()})
	default:
		fmt.Fprint(v.t.Out, checkView{t: v.t, style: v.style}.done([]lesson.Lesson{l}))
	}
	if found.Stage != nil {
		writeRelapse(v.t.Out, v.style, *found.Stage)
		fmt.Fprintf(v.t.Out, "\n%s %s\n", v.style.Mark(found.Stage.Verdict()), found.Stage.Whole())
	}
	unsaved(v.t, found.Unsaved)
	if !v.keys || failing == nil { // at a terminal the count belongs to the verdict above it
		fmt.Fprintln(v.t.Out)
	}
	fmt.Fprintf(v.t.Out, "%s %s, %.1f s%s\n", time.Now().Format(time.TimeOnly), counts(l, found.Report), time.Since(v.began).Seconds(), v.since)
	v.Keys(l, passed, failing != nil)
}

// counts says how many scenarios of a lesson passed, and how many of earlier lessons did not.
func counts(l lesson.Lesson, report grade.Report) string {
	var own, earlier grade.Count
	for _, of := range report.Lessons {
		n := of.Count()
		if l.IsOwn() || of.Lesson.Number == l.Number {
			own = own.Plus(n)
		} else {
			earlier = earlier.Plus(n)
		}
	}
	name := fmt.Sprintf("lesson %d", l.Number)
	if l.IsOwn() {
		name = "the stages so far"
	}
	text := fmt.Sprintf("%d of %d scenarios of %s passed", own.Passed, own.Passed+own.Failed+own.Trouble, name)
	if own.Trouble > 0 {
		text += fmt.Sprintf(" (%d could not be judged)", own.Trouble)
	}
	if n := earlier.Failed + earlier.Trouble; n > 0 {
		text += fmt.Sprintf(", %d of earlier lessons did not", n)
	}
	return text
}

// Keys says what the keys do now.
func (v *watchView) Keys(l lesson.Lesson, passed, failed bool) {
	if !v.keys {
		return
	}
	keys := "l list   a again   q quit"
	switch next := v.kit.After(l); {
	case passed && next != nil:
		keys = fmt.Sprintf("n next: lesson %d   %s", next.Number, keys)
	case failed:
		keys = "h hint   f files and more   o picture   " + keys
	case !passed:
		keys = "h hint   " + keys
	}
	fmt.Fprintln(v.t.Out, keys)
}

// Picture opens the picture of a failure.
func (v *watchView) Picture(ctx context.Context, failed grade.Result) {
	file := failed.Evidence.Picture
	if file == "" {
		fmt.Fprintln(v.t.Out, "\nThere is no picture of this: only a step that fails in a run has one.")
		return
	}
	fmt.Fprintf(v.t.Out, "\npicture %s\n", file)
	if err := program.Open(ctx, file); err != nil {
		complain(v.t.Out, err.Error())
	}
}

// Story tells the whole story of a failure.
func (v *watchView) Story(failed grade.Result) {
	fmt.Fprintln(v.t.Out)
	v.style.Story(v.t.Out, failed)
}

// List lists all scenarios.
func (v *watchView) List(report grade.Report) {
	fmt.Fprintln(v.t.Out)
	for _, l := range report.Lessons {
		for _, r := range l.Results {
			v.style.Line(v.t.Out, r)
		}
	}
}

// Hint shows the next hint: first the one for the symptom, then the lesson's. After the
// last one it repeats that.
func (v *watchView) Hint(l lesson.Lesson, failed *grade.Result, shown int) {
	hints := v.kit.HintsAbout(l, failed)
	at := min(shown, len(hints)-1)
	fmt.Fprintln(v.t.Out)
	v.style.Paragraph(v.t.Out, fmt.Sprintf("Hint %d of %d: %s", at+1, len(hints), hints[at]))
}
