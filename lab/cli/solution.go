package cli

import (
	"fmt"
	"path"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
	"chatlab/lab/story"
)

func solutionCommand(t *console.Terminal) *cobra.Command {
	anyway := false
	c := &cobra.Command{
		Use:   "solution N",
		Short: "Show how lesson N can be mended, after you have mended it",
		Long: `Show how to mend the broken server of lesson N, line by line, and where the
reference server does it. Your copy has to pass a check first: you remember what
you find out yourself. Your solution may look different and be just as good.`,
		Example: `  go tool lab solution 3
  go tool lab solution 3 --anyway    # give up`,
		Args:              takes("a lesson"),
		ValidArgsFunction: oneLesson,
		RunE: func(_ *cobra.Command, args []string) error {
			l, kit, err := lessonAndKit(args[0])
			if err != nil {
				return err
			}
			style := style(t)
			book, err := kit.Progress()
			unreadable(t, err)
			if kit.Standing(l, book) != course.Passed && !anyway {
				return exitError{ExitFailed, notYet(kit, style, l)}
			}
			return showSolution(t, kit, style, l, book.Lessons[l.ID()].Passed)
		},
	}
	c.Flags().BoolVar(&anyway, "anyway", false, "show it even if your copy has not passed")
	return c
}

// notYet says how to go on with a lesson that has not passed.
func notYet(k course.Kit, style story.Style, l lesson.Lesson) string {
	number := fmt.Sprint(l.Number)
	how := fmt.Sprintf("mend your copy, %s, until %s is green; %s helps", l.Copy(), style.Command("check", number), style.Command("hint", number))
	if !k.HasCopy(l) {
		how = fmt.Sprintf("begin it with %s", startLine(k, style, l))
	}
	return fmt.Sprintf("lesson %d has not passed yet: %s. To see the solution anyway: %s",
		l.Number, how, style.Command("solution", number, "--anyway"))
}

func showSolution(t *console.Terminal, k course.Kit, style story.Style, l lesson.Lesson, p *progress.Pass) error {
	s, err := k.Solution(l)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.Out, "Lesson %d: %s\n", l.Number, l.Title)
	if p != nil {
		fmt.Fprintf(t.Out, "Passed %s after %s.\n", p.At.Local().Format(time.DateOnly), tries(p.Tries))
	}
	fmt.Fprintln(t.Out)
	style.Paragraph(t.Out, "What was wrong: "+l.Fault)
	style.Paragraph(t.Out, "One way to mend it: "+s.Why)
	style.Paragraph(t.Out, "Lines with - were removed, lines with + were added. The line numbers are those of the broken server, not of your copy.")
	file := ""
	for _, h := range s.Diffs {
		if h.File != file {
			fmt.Fprintln(t.Out)
			fileNames(t, k, l, s, h.File)
		} else {
			fmt.Fprintln(t.Out, "    …")
		}
		file = h.File
		style.Diff(t.Out, h)
	}
	fmt.Fprintln(t.Out)
	style.Paragraph(t.Out, "How the reference server does it: "+l.Well)
	for _, p := range s.WellDone {
		fmt.Fprintf(t.Out, "        %s:%d  %s\n", p.File, p.Line, p.Name)
	}
	fmt.Fprintf(t.Out, "\nread    %s, %q\n", l.Page(), course.WellHeading)
	return nil
}

// fileNames writes the name of a file of the broken server, and of the same file in the
// student's copy.
func fileNames(t *console.Terminal, k course.Kit, l lesson.Lesson, s course.Solution, file string) {
	broken := path.Join(s.Broken, file)
	if s.Patched != "" {
		broken = file + " with the changes of " + s.Patched
	}
	fmt.Fprintf(t.Out, "broken  %s\n", broken)
	if k.HasCopy(l) {
		fmt.Fprintf(t.Out, "yours   %s (not shown)\n", path.Join(l.Copy(), file))
	}
}
