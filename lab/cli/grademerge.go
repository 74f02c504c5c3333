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
)

func gradeMergeCommand(t *console.Terminal) *cobra.Command {
	var out string
	var partial bool
	c := &cobra.Command{
		Use:               "merge RESULTS…",
		ValidArgsFunction: anyFolder,
		Short:             "Put the results of several parts of a class together",
		Long: `Put the results of several parts of a class together, as --shard makes them. The
order does not matter. Parts that were graded by different kits, with different
scenarios or with different options do not belong together, and are refused. A part
may be given twice. If a part is missing, or not yet graded to its end, merge says
which, and ends with 3. The next merge into the same folder adds to what is there.

Exit status: 0 merged and every hand-in has a mark, 2 wrong usage, 3 they can't be
merged, something is missing, or something could not be judged.`,
		Example: `  go tool lab grade merge part1 part2 part3 part4 --out results`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := mergeable(args, out); err != nil {
				return exitError{ExitUsage, err.Error()}
			}
			lacking, err := mergeInto(args, out)
			if err != nil {
				return exitError{ExitTrouble, err.Error()}
			}
			err = tellClass(t, out, "")
			if err != nil && !errors.Is(err, errNotFinal) || len(lacking) == 0 || partial {
				return err
			}
			return exitError{ExitTrouble, strings.Join(lacking, "\n") + "\nmerge again with what is missing, or say --partial if this is all that you want"}
		},
	}
	c.Flags().StringVar(&out, "out", "", "the `FOLDER` for all results")
	c.Flags().BoolVar(&partial, "partial", false, "it is fine if parts of the class are missing")
	c.RegisterFlagCompletionFunc("out", anyFolder)
	return c
}

func mergeable(dirs []string, out string) error {
	if len(dirs) == 0 {
		return errors.New("which results? Name their folders")
	}
	for _, dir := range dirs {
		if !hasResults(dir) {
			return fmt.Errorf("%s has no file %s; grade writes one into the folder that --out names", dir, class.ResultsFile)
		}
	}
	if out == "" {
		return errors.New("where should the results go? Name a folder with --out")
	}
	return nil
}

func hasResults(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, class.ResultsFile))
	return err == nil
}

// mergeInto merges folders into one, which may be one of them. It returns what is lacking.
func mergeInto(dirs []string, out string) (lacking []string, err error) {
	if hasResults(out) {
		dirs = append([]string{out}, dirs...) // what is there counts, too
	}
	all, err := class.Merge(dirs)
	if err != nil {
		return nil, err
	}
	roll := class.Roll{}
	for _, dir := range dirs {
		part, err := class.ReadRoll(dir)
		if err == nil {
			err = roll.Add(part)
		}
		if err != nil {
			return nil, err
		}
	}
	book, err := class.Open(out) // until it is closed nobody else writes here
	if err != nil {
		return nil, err
	}
	book.Put(all)
	return roll.Lacking(all), errors.Join(roll.Keep(out), copyAll(dirs, out), book.Close())
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
	files, err := class.ReadTeachers(out, points, roster)
	if err != nil {
		return err
	}
	return files.Keep(out)
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
