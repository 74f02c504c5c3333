package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grader"
	"chatlab/lab/platform"
	"chatlab/lab/wholefile"
)

// initFlags are those of grade init.
type initFlags struct {
	lessons         []string
	points, scripts string
}

func gradeInitCommand(t *console.Terminal) *cobra.Command {
	var f initFlags
	var names []string
	var all strings.Builder
	for _, p := range platform.All {
		names = append(names, p.Name)
		fmt.Fprintf(&all, "  %-13s %s\n", p.Name, p.For)
	}
	c := &cobra.Command{
		Use:               "init " + strings.Join(names, "|") + " [DIR]",
		ValidArgsFunction: platformThenFolder,
		Short:             "Write the files with which a platform grades each hand-in",
		Long: `Write the files with which a platform grades each hand-in by itself, as soon as a
student submits it. They go into DIR, or into a folder with the name of the platform.
Then it says what to do with them. docs/grading/README.md tells more.

` + all.String() + `
A file that is there already and differs is not overwritten: then nothing is written.
Points and hidden scenarios must fit the lessons.

Exit status: 0 written, or all is there already, 1 something is there that differs, 2
wrong usage.`,
		Example: `  go tool lab grade init gradescope --lesson 3
  go tool lab grade init prairielearn pl-lab3 --lesson 3 --points points.txt
  go tool lab grade init vpl --lesson 3,4 --scripts hidden`,
		Args: takesAndMay("a platform", "a folder"),
		RunE: func(_ *cobra.Command, args []string) error { return gradeInit(t, args, f) },
	}
	flags := c.Flags()
	flags.StringSliceVar(&f.lessons, "lesson", nil, "the `LESSONS` to grade, such as 3 or 3,5-7")
	flags.StringVar(&f.points, "points", "", "the `FILE` that says what each scenario is worth; it is copied")
	flags.StringVar(&f.scripts, "scripts", "", "a `FOLDER` with scenarios that students do not see; it is copied")
	c.RegisterFlagCompletionFunc("lesson", lessonWords)
	c.RegisterFlagCompletionFunc("points", anyFile)
	c.RegisterFlagCompletionFunc("scripts", anyFolder)
	return c
}

// platformThenFolder completes the platform, and then the folder.
func platformThenFolder(_ *cobra.Command, args []string, _ string) (words []string, how cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		for _, p := range platform.All {
			words = append(words, p.Name+"\t"+p.For)
		}
		return words, ordered
	case 1:
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func gradeInit(t *console.Terminal, args []string, f initFlags) error {
	p, err := platform.Find(args[0])
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	settings, err := f.settings()
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	files, err := p.Files(settings)
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	if err := f.check(settings); err != nil {
		return err
	}
	dir := p.Name
	if len(args) == 2 {
		dir = args[1]
	}
	written, err := platform.Write(dir, files)
	if err != nil {
		return err
	}
	shown := filepath.ToSlash(filepath.Clean(dir))
	for _, file := range files {
		word := "there  "
		if slices.ContainsFunc(written, func(w platform.File) bool { return w.Name == file.Name }) {
			word = "wrote  "
		}
		fmt.Fprintln(t.Out, word, path.Join(shown, file.Name))
	}
	fmt.Fprintln(t.Out, "\nnext, in the folder of your clone:")
	for _, step := range p.Steps(shown) {
		fmt.Fprintln(t.Out, "  "+step)
	}
	fmt.Fprintln(t.Out, "\nread    docs/grading/README.md")
	return nil
}

// settings reads what the flags say.
func (f initFlags) settings() (s platform.Settings, err error) {
	if len(f.lessons) == 0 {
		return s, errors.New("which lesson? Name it with --lesson")
	}
	if s.Lessons, err = lessonsOf(f.lessons); err != nil {
		return s, err
	}
	if f.points != "" {
		if s.Points, err = wholefile.Read(f.points); err != nil {
			return s, err
		}
	}
	if f.scripts != "" {
		s.Hidden, err = folderOf(f.scripts)
	}
	return s, err
}

// check finds what would else fail for each submission: points for scenarios that are not run, or
// a lesson without a hidden scenario.
func (f initFlags) check(s platform.Settings) error {
	kit, err := course.Find()
	if err != nil {
		return err
	}
	g, err := grader.Read(grader.Options{Kit: kit, Lessons: s.Lessons, Hidden: f.scripts})
	if err != nil || s.Points == nil {
		return err
	}
	points, err := class.ReadPoints(f.points, s.Points)
	if err == nil {
		err = points.Known(g.Scenarios())
	}
	if err != nil {
		return exitError{ExitUsage, err.Error()}
	}
	return nil
}

func folderOf(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", dir)
	}
	return os.DirFS(dir), err
}
