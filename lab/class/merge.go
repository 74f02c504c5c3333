package class

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Merge puts the results in some folders together, such as those of shards, in the order of
// Sorted. The order of the folders does not matter: an error says so if two have different
// results for one hand-in, or were graded by different kits or with different options. Of two equal
// ones the final one counts, or else the later one.
func Merge(dirs []string) ([]Result, error) {
	var all []Result
	type of struct{ student, lesson string }
	type first struct {
		result Result
		dir    string
	}
	at := map[of]int{}           // in all
	firsts := map[string]first{} // by lesson
	for _, dir := range dirs {
		results, err := ReadResults(dir)
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			this := of{r.Student.Key, r.Lesson}
			if before, known := firsts[r.Lesson]; !known {
				firsts[r.Lesson] = first{r, dir}
			} else if differ := Differences(before.result, r); len(differ) > 0 {
				return nil, fmt.Errorf("%s and %s were not graded alike: %s; grade one of them again, with the same clone and the same flags", before.dir, dir, strings.Join(differ, "; "))
			}
			i, twice := at[this]
			switch {
			case !twice:
				at[this], all = len(all), append(all, r)
			case all[i].Key != r.Key:
				return nil, fmt.Errorf("%s has a different result of %s for lesson %s from that of a folder before it; grade it again into one folder with --again, and leave it out of the other", dir, r.Student.Key, r.Lesson)
			case r.Final() != all[i].Final() && r.Final(), r.Final() == all[i].Final() && r.Times.Began.After(all[i].Times.Began):
				all[i] = r
			}
		}
	}
	return Sorted(all), nil
}

// Folders are those in the folder of results with what is to be looked at.
var Folders = []string{"feedback", "hidden"}

// CopyFiles copies what is to be looked at from one folder of results into another.
func CopyFiles(from, to string) error {
	for _, name := range Folders {
		source := filepath.Join(from, name)
		if _, err := os.Stat(source); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := copyInto(source, filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// copyInto copies a folder over another. It follows no links.
func copyInto(from, to string) error {
	return filepath.WalkDir(from, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		target := filepath.Join(to, inside)
		switch {
		case e.IsDir():
			return os.MkdirAll(target, 0o755)
		case !e.Type().IsRegular():
			return fmt.Errorf("%s is not a file; results have only files and folders", file)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
}
