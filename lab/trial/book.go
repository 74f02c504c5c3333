package trial

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/wholefile"
)

// ResultsFile is the name of the file of results.
const ResultsFile = "scenarios.jsonl"

// Add adds a result as a line to the file of results below dir. The line is on the disk when Add
// returns.
func Add(dir string, r Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, ResultsFile), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// Read reads the results below dir: the latest of each student and lesson, sorted by student. A
// last line that a kill cut off does not count. A missing file has no results.
func Read(dir string) ([]Result, error) {
	file := filepath.Join(dir, ResultsFile)
	text, err := wholefile.Read(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	latest, number := map[string]Result{}, 0
	for line := range bytes.Lines(text) {
		number++
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var r Result
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("%s:%d: this is no result: %w", file, number, err)
		}
		if r.Version != Version {
			return nil, fmt.Errorf("%s:%d: a result of version %d; this kit knows version %d", file, number, r.Version, Version)
		}
		latest[r.Student.Key+"\x00"+r.Lesson] = r
	}
	return sorted(latest), nil
}

// Write replaces the file of results below dir.
func Write(dir string, all []Result) error {
	return wholefile.Replace(filepath.Join(dir, ResultsFile), 0o644, func(w io.Writer) error {
		out := json.NewEncoder(w)
		for _, r := range all {
			if err := out.Encode(r); err != nil {
				return err
			}
		}
		return nil
	})
}

func sorted(latest map[string]Result) (all []Result) {
	for _, r := range latest {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Result) int {
		return strings.Compare(a.Student.Key+"\x00"+a.Lesson, b.Student.Key+"\x00"+b.Lesson)
	})
	return all
}
