package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/progress"
	"chatlab/lab/specimen"
)

func solutionCommand(t *terminal) *cobra.Command {
	anyway := false
	c := &cobra.Command{
		Use:   "solution N",
		Short: "Show how lesson N can be mended, after you have mended it",
		Long: `Show how the broken server of lesson N can be mended, line by line, and where
the reference server does it. It waits until your copy has passed a check: what
you find out yourself you keep. Yours may look different and be as good.`,
		Example: `  go tool lab solution 3
  go tool lab solution 3 --anyway    # give up`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: lessonWords,
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := lesson.Find(args[0])
			if err != nil {
				return exitError{exitUsage, err.Error()}
			}
			kit, err := findKit()
			if err != nil {
				return err
			}
			style := t.style()
			book, err := kit.progress()
			t.unreadable(err)
			if kit.standing(l, book) != passed && !anyway {
				return exitError{exitFailed, kit.notYet(style, l)}
			}
			return kit.showSolution(t, style, l, book.Lessons[l.ID()].Passed)
		},
	}
	c.Flags().BoolVar(&anyway, "anyway", false, "show it though your copy has not passed")
	return c
}

// notYet says how to go on with a lesson that has not passed.
func (k kit) notYet(style grade.Style, l lesson.Lesson) string {
	number := fmt.Sprint(l.Number)
	how := fmt.Sprintf("mend your copy, %s, until %s is green; %s helps", l.Copy(), style.Command("check", number), style.Command("hint", number))
	if !k.copied(l) {
		how = fmt.Sprintf("begin it with %s", style.Command("start", number))
	}
	return fmt.Sprintf("lesson %d has not passed yet: %s. To see the solution all the same: %s",
		l.Number, how, style.Command("solution", number, "--anyway"))
}

func (k kit) showSolution(t *terminal, style grade.Style, l lesson.Lesson, p *progress.Pass) error {
	fix, err := patch.Read(k.path(l.Fix()))
	if err != nil {
		return err
	}
	broken, err := specimen.Of(k.root, l)
	if err != nil {
		return err
	}
	hunks, err := fix.Diff(broken.Read)
	if err != nil {
		return fmt.Errorf("%s: %w", l.Fix(), err)
	}
	places, err := k.wellDone(l)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Lesson %d: %s\n", l.Number, l.Title)
	if p != nil {
		fmt.Fprintf(t.out, "Passed %s after %s.\n", p.At.Local().Format(time.DateOnly), tries(p.Tries))
	}
	fmt.Fprintln(t.out)
	style.Paragraph(t.out, "What was wrong: "+l.Fault)
	style.Paragraph(t.out, "One way to mend it: "+fix.Why)
	style.Paragraph(t.out, "Lines with - went, those with + came. Numbers are those of the broken server before and after; your own file has others by now.")
	file := ""
	for _, h := range hunks {
		if h.File != file {
			fmt.Fprintln(t.out)
			k.fileNames(t, l, h.File)
		} else {
			fmt.Fprintln(t.out, "    …")
		}
		file = h.File
		style.Hunk(t.out, h)
	}
	fmt.Fprintln(t.out)
	style.Paragraph(t.out, "How the reference server does it: "+l.Well)
	for _, p := range places {
		fmt.Fprintf(t.out, "        %s:%d  %s\n", p.file, p.line, p.name)
	}
	fmt.Fprintf(t.out, "\nread    %s, %q\n", l.Page(), wellHeading)
	return nil
}

// fileNames writes where a file of the broken server is, and the student's own.
func (k kit) fileNames(t *terminal, l lesson.Lesson, file string) {
	broken := path.Join(l.Specimen(), file)
	if l.Over {
		broken = file + " with the changes of " + l.Break()
	}
	fmt.Fprintf(t.out, "broken  %s\n", broken)
	if k.copied(l) {
		fmt.Fprintf(t.out, "yours   %s (not shown)\n", path.Join(l.Copy(), file))
	}
}

// wellHeading is the section of a lesson's page that shows the reference
// server's code.
const wellHeading = "How it is done well"

// A place is where a declaration stands.
type place struct {
	file string // of the kit
	line int
	name string
}

var codeCut = regexp.MustCompile(`<!-- cut: code (\S+) (\S+) -->`)

// wellDone returns the places of the reference server that the lesson's page
// shows.
func (k kit) wellDone(l lesson.Lesson) ([]place, error) {
	page, err := os.ReadFile(k.path(l.Page()))
	if err != nil {
		return nil, err
	}
	_, section, ok := strings.Cut(string(page), "\n## "+wellHeading+"\n")
	if !ok {
		return nil, errors.New(l.Page() + ": there is no section " + wellHeading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var places []place
	for _, m := range codeCut.FindAllStringSubmatch(section, -1) {
		found, err := findDeclaration(k.path(m[1]), m[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.Page(), err)
		}
		places = append(places, place{m[1], found.line, m[2]})
	}
	return slices.Compact(places), nil
}
