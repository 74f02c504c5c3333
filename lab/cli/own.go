package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/scratch"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// lessonOrOwn returns the lesson that a word names, or lesson.Own, and the clone.
func lessonOrOwn(word string) (lesson.Lesson, course.Kit, error) {
	if word != lesson.Own.ID() {
		return lessonAndKit(word)
	}
	kit, err := course.Find()
	return lesson.Own, kit, err
}

// orOwn adds lesson.Own to what completes the first word of a command.
func orOwn(lessons cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		words, how := lessons(c, args, typed)
		if own := lesson.Own; len(args) == 0 && strings.HasPrefix(own.ID(), typed) {
			words = append(words, own.ID()+"\t"+own.Title)
		}
		return words, how
	}
}

// checkOwn takes the student's own server through the stages.
func checkOwn(ctx context.Context, t *console.Terminal, f checkFlags) error {
	opts, err := f.ofOwn()
	if err != nil {
		return err
	}
	kit, err := course.Find()
	if err != nil {
		return err
	}
	dir, remove, err := scratch.Folder("check")
	if err != nil {
		return exitError{ExitTrouble, err.Error()}
	}
	defer remove()
	book, _ := kit.Progress() // without it, the check takes a little longer
	view := ownView{t: t, style: style(t)}
	opts.Advise = view.style.Advice
	check := course.OwnCheck{Options: opts, Core: f.core, Passed: book.Lessons[lesson.Own.ID()].Stage}
	if !f.json {
		fmt.Fprintf(t.Out, "testing ./%s\n", lesson.Own.Copy())
	}
	bar := t.Doing(paceWords(grade.Pace{}))
	above := ownView{t: bar.Above(t), style: view.style}
	if !f.json {
		check.Judged = above.judged
	}
	check.Options.Pace = func(p grade.Pace) { bar.Say(paceWords(p)) }
	judged, err := kit.CheckOwn(ctx, kit.Builder(dir), check)
	bar.End()
	var missing course.NoCopy
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case errors.As(err, &missing):
		return exitError{ExitFailed, notStarted(view.style, missing)}
	case err != nil:
		return err
	}
	unsaved(t, kit.RecordOwn(judged))
	report := course.ReportOf(judged)
	if !f.json {
		view.end(judged, f.all)
	} else if err := story.JSON(t.Out, report); err != nil {
		return err
	}
	return statusOf(report)
}

// ofOwn returns what the flags of check say about a check of the student's own server. A flag
// that says which server to test, or what it promises, is an error: the server file says that.
func (f checkFlags) ofOwn() (opts grade.Options, err error) {
	if f.server != "" || f.mutant != "" || f.copies || f.run != "" {
		return opts, exitError{ExitUsage, "check own goes through the stages of work/own: leave out --server, --mutant, --copies and --run"}
	}
	if f.port != 0 || f.dialect != "" || len(f.supports) > 0 {
		return opts, exitError{ExitUsage, "the file work/own/chatlab.server describes your own server: write there what --port, --dialect or --supports would say"}
	}
	f.core = false // says how far to go, and describes no server
	keep, err := f.validate()
	if err != nil {
		return opts, err
	}
	if f.seed == 0 {
		f.seed = course.Seed()
	}
	return grade.Options{Times: f.times, Slow: f.slow, Seed: f.seed, Keep: keep}, nil
}

// An ownView shows a student the stages of a server of their own.
type ownView struct {
	t     *console.Terminal
	style story.Style
}

// judged writes a line for a stage.
func (v ownView) judged(s course.StageReport) {
	fmt.Fprintf(v.t.Out, "%s %s%s\n", v.style.Mark(s.Verdict()), s.Whole(), unasked(s))
}

// unasked says why a stage was not asked for.
func unasked(s course.StageReport) string {
	if s.Verdict() != script.Skipped {
		return ""
	}
	for _, l := range s.Lessons {
		for _, r := range l.Results {
			return " (not asked: " + r.Why + ")"
		}
	}
	return " (not asked)"
}

// end tells the story of the last stage if it is red, and says what to do next.
func (v ownView) end(judged []course.StageReport, all bool) {
	last := judged[len(judged)-1]
	unasked := course.CoreUnasked(judged)
	switch {
	case last.Red():
		v.stories(last, all)
		writeRelapse(v.t.Out, v.style, last)
	case unasked > 0:
		fmt.Fprintf(v.t.Out, "\nNot done: %d of the %d stages of the core were not asked. A chat server needs them all: leave the clauses that they\nname out of the line without.\n", unasked, lesson.CoreStages)
	case len(judged) == len(lesson.Stages):
		fmt.Fprintf(v.t.Out, "\nDone: all %d stages%s.\n", len(lesson.Stages), notAsked(judged))
	}
	if reached := course.Reached(judged); unasked == 0 && reached >= lesson.CoreStages && reached < len(lesson.Stages) {
		fmt.Fprintf(v.t.Out, "\nThe core is done: your server is a chat server. Take as many of the other stages as you like.\n")
	}
	if last.Red() {
		fmt.Fprintf(v.t.Out, "\n%s\nread    %s\nwatch   %s\n", last.Whole(), lesson.Own.Page(), v.style.Command("watch", lesson.Own.ID()))
	}
}

// writeRelapse says what to do if a stage fails that passed in the check before.
func writeRelapse(w io.Writer, style story.Style, s course.StageReport) {
	if s.Relapsed() {
		fmt.Fprintln(w)
		style.Paragraph(w, fmt.Sprintf("Stage %d was green in the check before. Has your last change broken it? If not, two things happen at the same moment in your server, in an order that changes: read the hint of stage %d.", s.Number, lesson.CoreStages))
	}
}

// notAsked says how many stages do not apply to the server, if there are any.
func notAsked(judged []course.StageReport) string {
	skipped := 0
	for _, s := range judged {
		if s.Verdict() == script.Skipped {
			skipped++
		}
	}
	if skipped == 0 {
		return ""
	}
	return fmt.Sprintf(", except for %d that do not apply to this server", skipped)
}

// stories tells the story of the first scenario of a stage that did not pass, or of all.
func (v ownView) stories(s course.StageReport, all bool) {
	for _, l := range s.Lessons {
		if l.Trouble != nil {
			fmt.Fprintln(v.t.Out)
			v.style.Trouble(v.t.Out, l.Trouble)
			return
		}
		for _, r := range l.Results {
			if r.Verdict == script.Passed || r.Verdict == script.Skipped {
				continue
			}
			fmt.Fprintln(v.t.Out)
			if v.style.Story(v.t.Out, r); !all {
				return
			}
		}
	}
}
