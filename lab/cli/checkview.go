package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// A checkView shows a check to a person.
type checkView struct {
	t     *console.Terminal
	style story.Style
	flags checkFlags
	plan  course.Plan
}

// begin says which server each lesson is run against.
func (v checkView) begin() {
	for _, server := range v.servers() {
		var numbers []string
		for _, job := range v.plan.Jobs {
			if job.Target.ID() == server.ID() && job.Along == nil {
				numbers = append(numbers, fmt.Sprint(job.Lesson.Number))
			}
		}
		fmt.Fprintf(v.t.Out, "testing %s on %s\n", server.Caption, numbered(numbers))
	}
}

func (v checkView) servers() (all []grade.Target) {
	for _, job := range v.plan.Jobs {
		if !slices.ContainsFunc(all, func(t grade.Target) bool { return t.ID() == job.Target.ID() }) {
			all = append(all, job.Target)
		}
	}
	return all
}

// each writes a line when a scenario ends. Earlier lessons that are run along get a line
// only if they do not pass.
func (v checkView) each(job int, r grade.Result) {
	if v.plan.Jobs[job].Along == nil || r.Verdict != script.Passed {
		v.style.Line(v.t.Out, r)
	}
}

// end writes the stories, the totals and what to do next.
func (v checkView) end(report grade.Report, took time.Duration) {
	v.folded(report)
	told := make(map[string]bool) // servers whose build error was shown, and what is wrong with the machine
	for i, l := range report.Lessons {
		id := v.plan.Jobs[i].Target.ID()
		if l.Trouble != nil && l.Trouble.Kind == program.OfTheKit { // no server is to blame
			id = l.Trouble.What
		}
		if l.Trouble != nil && !told[id] {
			told[id] = true
			fmt.Fprintln(v.t.Out)
			if l.Trouble.Kind != program.OfTheKit {
				fmt.Fprintln(v.t.Out, l.Server)
			}
			v.style.Trouble(v.t.Out, l.Trouble)
		}
		v.stories(l)
	}
	n := report.Count()
	fmt.Fprintf(v.t.Out, "\n%d passed, %d failed", n.Passed, n.Failed)
	if n.Trouble > 0 {
		fmt.Fprintf(v.t.Out, ", %d could not be judged", n.Trouble)
	}
	if n.Skipped > 0 {
		fmt.Fprintf(v.t.Out, ", %d skipped", n.Skipped)
	}
	fmt.Fprintf(v.t.Out, " in %.1f s\n", took.Seconds())
	v.unasked(report)
	v.left(report)
	fmt.Fprint(v.t.Out, v.next(report))
}

// unasked names the lessons that have no key scenario for this server. With --core these are
// many, so they share a line.
func (v checkView) unasked(report grade.Report) {
	for _, server := range v.servers() {
		var lessons []string
		for i, l := range report.Lessons {
			if l.Unasked() && v.plan.Jobs[i].Along == nil && l.Of(server) {
				lessons = append(lessons, fmt.Sprint(l.Lesson.Number))
			}
		}
		v.notPassed(lessons)
	}
}

// notPassed says of lessons, of which there may be none, that no key scenario applies.
func (v checkView) notPassed(lessons []string) {
	switch len(lessons) {
	case 0:
	case 1:
		v.style.Paragraph(v.t.Out, numbered(lessons)+" is not passed: none of its key scenarios apply to this server")
	default:
		v.style.Paragraph(v.t.Out, numbered(lessons)+" are not passed: none of their key scenarios apply to this server")
	}
}

// left names what the servers left running and the kit could not end.
func (v checkView) left(report grade.Report) {
	for _, l := range report.Lessons {
		for _, r := range l.Results {
			for _, what := range r.LeftRunning {
				v.style.Paragraph(v.t.Out, fmt.Sprintf("%s, %s: %s", l.Server, r.Scenario.ID(), story.Left(what)))
			}
		}
	}
}

// folded writes one line for each server on which earlier lessons ran along and passed.
func (v checkView) folded(report grade.Report) {
	for _, server := range v.servers() {
		var lessons []string
		passed, others := 0, 0
		for i, l := range report.Lessons {
			if n := l.Count(); v.plan.Jobs[i].Along != nil && l.Of(server) && n.Passed+n.Failed+n.Trouble > 0 {
				lessons = append(lessons, fmt.Sprint(l.Lesson.Number))
				passed += n.Passed
				others += n.Failed + n.Trouble
			}
		}
		if len(lessons) > 0 && others == 0 {
			fmt.Fprintf(v.t.Out, "✓ %s still passes %s: %d scenarios\n", server.Caption, numbered(lessons), passed)
		}
	}
}

// numbered says "lesson 1", or "lessons 1, 2".
func numbered(lessons []string) string {
	if len(lessons) == 1 {
		return "lesson " + lessons[0]
	}
	return "lessons " + strings.Join(lessons, ", ")
}

// stories writes the story of the lesson's first failure, or of all failures.
func (v checkView) stories(l grade.LessonReport) {
	told, more := false, 0
	for _, r := range l.Results {
		switch {
		case r.Verdict == script.Passed, r.Verdict == script.Skipped:
		case told && !v.flags.all:
			more++
		default:
			fmt.Fprintln(v.t.Out)
			v.style.Story(v.t.Out, r)
			told = true
		}
	}
	if more > 0 {
		fmt.Fprintf(v.t.Out, "\n   and %d more of lesson %d: --run NAME tells the story of one, --all of each\n", more, l.Lesson.Number)
	}
}

// next says what to do next.
func (v checkView) next(report grade.Report) string {
	n := report.Count()
	if n.Failed+n.Trouble > 0 || v.flags.server != "" || v.flags.mutant != "" || v.flags.run != "" {
		return ""
	}
	kit, err := course.Find()
	if err != nil {
		return ""
	}
	mended := v.plan.Mended(report)
	last := 0
	for _, l := range mended {
		last = max(last, l.Number)
	}
	return v.done(mended) + toDo(kit, v.style, last)
}

// toDo says what to do about the next lesson that has not passed, after lesson number
// behind.
func toDo(k course.Kit, style story.Style, behind int) string {
	b, _ := k.Progress() // after an error, the copies tell enough for this advice
	l, ok := k.NextLesson(b, behind)
	switch number := fmt.Sprint(l.Number); {
	case !ok:
		return ""
	case k.OnlyInGo(l):
		return "next    read \"When you are through\" in docs/python.md: the other lessons begin with a server in Go\n"
	case k.Standing(l, b) == course.NotStarted:
		return fmt.Sprintf("next    %s, then read %s\n", startLine(k, style, l), l.Page())
	default:
		return fmt.Sprintf("next    %s\n", style.Command("check", number))
	}
}

// startLine is the command that starts a lesson, in the language in which the student
// works.
func startLine(k course.Kit, style story.Style, l lesson.Lesson) string {
	words := []string{"start", fmt.Sprint(l.Number)}
	if language := k.NextLanguage(l); language != course.Languages[0] {
		words = append(words, "--in", language)
	}
	return style.Command(words...)
}

// done praises copies that have just passed. If it is one copy, it says what was wrong and
// how the reference does it: now that spoils nothing.
func (v checkView) done(mended []lesson.Lesson) string {
	if len(mended) == 0 {
		return ""
	}
	var numbers []string
	for _, l := range mended {
		numbers = append(numbers, fmt.Sprint(l.Number))
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\nDone: %s.\n", numbered(numbers))
	if len(mended) == 1 {
		v.style.Paragraph(&text, "What was wrong: "+mended[0].Fault)
		v.style.Paragraph(&text, "How the reference server does it: "+mended[0].Well)
		fmt.Fprintf(&text, "\ncompare %s\n", v.style.Command("solution", numbers[0]))
		return text.String()
	}
	return text.String() + "\n"
}
