package class

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gofrs/flock"

	"chatlab/lab/wholefile"
)

// Names in the folder of a class's results.
const (
	ResultsFile = "results.jsonl"
	lockFile    = ".lock"
)

// A Book is the file of results, while they are written. Each result is added as a line, which
// is on the disk when Add returns. So a kill loses at most what was under way.
type Book struct {
	file string
	lock *flock.Flock

	mu      sync.Mutex // guards all below
	out     *os.File
	results []Result
}

// ErrInUse is the error if another program writes the same results.
var ErrInUse = errors.New("another lab grade writes these results; give each one, and each shard, its own --out")

// Open opens the results in a folder, or begins them. A last line that a kill cut off is
// dropped. Close it, or nobody else can open it before this program has ended.
func Open(dir string) (*Book, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	b := &Book{file: filepath.Join(dir, ResultsFile), lock: flock.New(filepath.Join(dir, lockFile))}
	switch locked, err := b.lock.TryLock(); {
	case err != nil:
		return nil, err
	case !locked:
		return nil, ErrInUse
	}
	results, whole, err := read(b.file)
	if err == nil {
		b.results = results
		b.out, err = os.OpenFile(b.file, os.O_RDWR|os.O_CREATE, 0o644)
	}
	if err == nil {
		err = errors.Join(b.out.Truncate(whole), seekEnd(b.out))
	}
	if err != nil {
		b.lock.Unlock()
		return nil, err
	}
	return b, nil
}

func seekEnd(f *os.File) error {
	_, err := f.Seek(0, io.SeekEnd)
	return err
}

// Add adds a result.
func (b *Book) Add(r Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, err := b.out.Write(append(line, '\n')); err != nil {
		return err
	}
	b.results = append(b.results, r)
	return b.out.Sync()
}

// Has reports whether there is a result with this key.
func (b *Book) Has(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.results, func(r Result) bool { return r.Key == key })
}

// Results returns the latest result of each hand-in and lesson, in the order of Sorted.
func (b *Book) Results() []Result {
	b.mu.Lock()
	defer b.mu.Unlock()
	return Sorted(b.results)
}

// Close ends the writing. It leaves the results in the order of Sorted, without older ones.
func (b *Book) Close() error {
	err := errors.Join(b.out.Close(), WriteResults(filepath.Dir(b.file), b.Results()))
	return errors.Join(err, b.lock.Unlock())
}

// WriteResults replaces the results in a folder.
func WriteResults(dir string, all []Result) error {
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

// ReadResults reads the results in a folder, in the order of Sorted.
func ReadResults(dir string) ([]Result, error) {
	file := filepath.Join(dir, ResultsFile)
	if _, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("%s has no results: %w", dir, err)
	}
	all, _, err := read(file)
	return Sorted(all), err
}

// read reads a file of results. whole is how many bytes are whole lines. A missing file is an
// empty one.
func read(file string) (all []Result, whole int64, err error) {
	text, err := wholefile.Read(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if !bytes.HasSuffix(line, []byte("\n")) { // cut off by a kill
			break
		}
		var r Result
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, 0, fmt.Errorf("%s:%d: this is no result: %w", file, number, err)
		}
		if r.Version != Version {
			return nil, 0, fmt.Errorf("%s:%d: a result of version %d; this kit knows version %d", file, number, r.Version, Version)
		}
		all, whole = append(all, r), whole+int64(len(line))
	}
	return all, whole, err
}

// Sorted returns the latest result of each hand-in and lesson, by hand-in, then by lesson.
func Sorted(all []Result) []Result {
	type of struct{ student, lesson string }
	latest := map[of]Result{}
	for _, r := range all {
		latest[of{r.Student.Key, r.Lesson}] = r
	}
	sorted := make([]Result, 0, len(latest))
	for _, r := range latest {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.Student.Key, b.Student.Key), cmp.Compare(a.Lesson, b.Lesson))
	})
	return sorted
}
