package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/class"
	"chatlab/lab/console"
	"chatlab/lab/layout"
)

func gradeMergeCommand(t *console.Terminal) *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:               "merge RESULTS…",
		ValidArgsFunction: anyFolder,
		Short:             "Put the results of several parts of a class together",
		Long: `Put the results of several parts of a class together, as --shard makes them. The
order does not matter. Parts that were graded by different kits, with different
scenarios or with different options do not belong together, and are refused.

Exit status: 0 merged and every hand-in has a mark, 2 wrong usage, 3 they can't be
merged, or something could not be judged.`,
		Example: `  go tool lab grade merge part1 part2 part3 part4 --out results`,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return exitError{ExitUsage, "which results? Name their folders"}
			case !hasResults(args[0]):
				return exitError{ExitUsage, args[0] + " has no file " + class.ResultsFile + "; grade writes one into the folder that --out names"}
			case out == "":
				return exitError{ExitUsage, "where should the results go? Name a folder with --out"}
			}
			if err := mergeInto(args, out); err != nil {
				return exitError{ExitTrouble, err.Error()}
			}
			return tellClass(t, out, "")
		},
	}
	c.Flags().StringVar(&out, "out", "", "the `FOLDER` for all results")
	c.RegisterFlagCompletionFunc("out", anyFolder)
	return c
}

func hasResults(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, class.ResultsFile))
	return err == nil
}

// mergeInto merges folders into one, which may be one of them.
func mergeInto(dirs []string, out string) error {
	if hasResults(out) {
		dirs = append([]string{out}, dirs...) // what is there counts, too
	}
	all, err := class.Merge(dirs)
	if err != nil {
		return err
	}
	book, err := class.Open(out) // until it is closed nobody else writes here
	if err != nil {
		return err
	}
	book.Put(all)
	return errors.Join(copyAll(dirs, out), book.Close())
}

// copyAll copies what belongs to results, and the teacher's files.
func copyAll(dirs []string, out string) error {
	points, roster := "", ""
	for _, dir := range dirs {
		points, roster = firstFile(points, dir, class.PointsFile), firstFile(roster, dir, class.RosterFile)
		if same(dir, out) {
			continue
		}
		if err := class.CopyFiles(dir, out); err != nil {
			return err
		}
	}
	return class.Keep(out, points, roster)
}

// firstFile returns a file of a folder, unless there is one already.
func firstFile(known, dir, name string) string {
	file := filepath.Join(dir, name)
	if _, err := os.Stat(file); known != "" || errors.Is(err, fs.ErrNotExist) {
		return known
	}
	return file
}

func same(a, b string) bool {
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, two)
}

func gradeDiffCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "diff OLD NEW",
		ValidArgsFunction: anyFolder,
		Short:             "Name every mark that a second grading has changed, and why",
		Long: `Compare two gradings of a class, such as before and after a scenario was mended.
Every mark that differs is named, with the scenarios that differ. Each folder has its
own points.txt.

Exit status: 0 no mark differs, 1 some differ, 2 wrong usage, 3 the results can't be
read.`,
		Example: `  go tool lab grade diff results results-again`,
		Args:    takes("the folder of the old results", "that of the new ones"),
		RunE: func(c *cobra.Command, args []string) error {
			changes, same, err := diffOf(args[0], args[1])
			if err != nil {
				return exitError{ExitTrouble, err.Error()}
			}
			tellChanges(t, changes, same)
			if len(changes) > 0 {
				return exitError{status: ExitFailed}
			}
			return nil
		},
	}
}

func diffOf(old, new string) (changes []class.Change, same int, err error) {
	before, err := class.ReadResults(old)
	if err != nil {
		return nil, 0, err
	}
	after, err := class.ReadResults(new)
	if err != nil {
		return nil, 0, err
	}
	pOld, err := class.PointsIn(old)
	if err != nil {
		return nil, 0, err
	}
	pNew, err := class.PointsIn(new)
	if err != nil {
		return nil, 0, err
	}
	changes, same = class.Diff(before, after, pOld, pNew)
	return changes, same, nil
}

func tellChanges(t *console.Terminal, changes []class.Change, same int) {
	mark := func(m *class.Mark) string {
		switch {
		case m == nil:
			return "none"
		case m.Open:
			return fmt.Sprintf("%g of %g, not final", m.Got, m.Of)
		}
		return fmt.Sprintf("%g of %g", m.Got, m.Of)
	}
	for _, c := range changes {
		fmt.Fprintf(t.Out, "%s · %s: %s → %s\n", c.Student.Name, c.Lesson, mark(c.Old), mark(c.New))
		for _, why := range c.Why {
			fmt.Fprintf(t.Out, "    %s\n", strings.TrimSpace(why))
		}
	}
	differ := "differ"
	if len(changes) == 1 {
		differ = "differs"
	}
	fmt.Fprintf(t.Out, "%s %s, %d are the same\n", layout.Count(len(changes), "mark"), differ, same)
}
