package main

import (
	"fmt"
	"strings"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

// A watchView is what a student sees while a copy is watched: at a terminal
// the newest verdict alone, elsewhere one after the other.
type watchView struct {
	t     *terminal
	style grade.Style
	keys  bool   // somebody types
	how   string // how saves are noticed
	shown bool   // a check was begun
	began time.Time
	since string // what began counts from, in words; empty if nothing was saved
}

// clear makes room for a new verdict, on a screen that only we write to.
func (v *watchView) clear() {
	if v.keys {
		fmt.Fprint(v.t.out, "\x1b[2J\x1b[H")
	}
}

func (v *watchView) begin(l lesson.Lesson, saved []string) {
	if !v.shown {
		v.clear()
		fmt.Fprintf(v.t.out, "watching %s: %s\n", l.Copy(), v.how)
	} else {
		v.clear()
	}
	v.shown, v.began, v.since = true, time.Now(), ""
	what := "checking"
	if len(saved) > 0 {
		v.since = " after the save"
		what = "checking, since you saved " + strings.Join(saved[:min(len(saved), 3)], ", ")
	}
	fmt.Fprintf(v.t.out, "%s %s\n", v.began.Format(time.TimeOnly), what)
}

// line tells at once of a scenario that did not pass; its story follows when
// the others have ended.
func (v *watchView) line(r grade.Result) {
	if !r.Fine() {
		v.style.Line(v.t.out, r)
	}
}

func (v *watchView) end(l lesson.Lesson, found verdict, passed bool) {
	v.clear()
	failing := found.first()
	switch {
	case found.err != nil:
		fmt.Fprintf(v.t.out, "lab: %v\n", found.err)
	case found.trouble() != nil:
		v.style.Trouble(v.t.out, found.trouble())
	case failing != nil:
		v.style.Story(v.t.out, *failing)
	case passed:
		fmt.Fprint(v.t.out, checkView{t: v.t, style: v.style}.done([]lesson.Lesson{l}))
	}
	n := found.report.Count()
	fmt.Fprintf(v.t.out, "\n%s %d passed, %d failed", time.Now().Format(time.TimeOnly), n.Passed, n.Failed)
	if n.Trouble > 0 {
		fmt.Fprintf(v.t.out, ", %d could not be judged", n.Trouble)
	}
	fmt.Fprintf(v.t.out, ", %.1f s%s\n", time.Since(v.began).Seconds(), v.since)
	v.legend(l, passed)
}

// legend says what the keys do now.
func (v *watchView) legend(l lesson.Lesson, passed bool) {
	if !v.keys {
		return
	}
	keys := "h hint   a again   q quit"
	if next := after(l); passed && next != nil {
		keys = fmt.Sprintf("n next: lesson %d   a again   q quit", next.Number)
	} else if passed {
		keys = "a again   q quit"
	}
	fmt.Fprintln(v.t.out, keys)
}

// hint shows a hint: first the one for what was seen, then the lesson's, and
// the last one for ever.
func (v *watchView) hint(l lesson.Lesson, failed *grade.Result, shown int) {
	hints := l.Hints
	if failed != nil && failed.Failure != nil && failed.Scenario.Lesson == l.ID() {
		if first := l.HintFor(failed.Failure.Symptom); first != "" {
			hints = append([]string{first}, hints...)
		}
	}
	at := min(shown, len(hints)-1)
	fmt.Fprintln(v.t.out)
	v.style.Paragraph(v.t.out, fmt.Sprintf("Hint %d of %d: %s", at+1, len(hints), hints[at]))
}

// trouble is why the copy could not be built, if it could not.
func (v verdict) trouble() *program.Trouble {
	for _, l := range v.report.Lessons {
		if l.Trouble != nil {
			return l.Trouble
		}
	}
	return nil
}
