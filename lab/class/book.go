package class

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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

// A Form is a form of results: the file that has them, a line for each.
type Form[R any] struct {
	File    string
	Version int // of the form; a file with another one can't be read
	Of      func(R) Entry
}

// An Entry is what a file of results must know of a line. A later line takes the place of an
// earlier one of the same student and lesson.
type Entry struct {
	Version              int
	Student, Lesson, Key string
}

// place is what a result is the latest of.
type place struct{ student, lesson string }

func (e Entry) place() place { return place{e.Student, e.Lesson} }

// results is the form of Result.
var results = Form[Result]{ResultsFile, Version, func(r Result) Entry {
	return Entry{r.Version, r.Student.Key, r.Lesson, r.Key}
}}

// A Book is a file of results while it is written. Each result is added as a line, which is on
// the disk when Add returns. So a kill loses at most what was under way.
type Book[R any] struct {
	form Form[R]
	file string
	lock *flock.Flock

	mu     sync.Mutex // guards all below
	out    *os.File
	latest map[place]R
}

// ErrInUse is the error if another program writes the same results.
var ErrInUse = errors.New("another lab grade writes these results; give each one, and each shard, its own --out")

// Open opens the results in a folder, or begins them. See OpenOf.
func Open(dir string) (*Book[Result], error) { return OpenOf(dir, results) }

// OpenOf opens results of some form in a folder, or begins them. A last line that a kill cut off
// is dropped. Close the book, or nobody else can open one in that folder before this program has
// ended.
func OpenOf[R any](dir string, form Form[R]) (*Book[R], error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	b := &Book[R]{form: form, file: filepath.Join(dir, form.File), lock: flock.New(filepath.Join(dir, lockFile))}
	switch locked, err := b.lock.TryLock(); {
	case err != nil:
		return nil, err
	case !locked:
		return nil, ErrInUse
	}
	all, whole, err := form.read(b.file)
	if err == nil {
		b.latest = form.latest(all)
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

// Add adds a result. If it can't be written whole, such as on a full disk, the file is as it was
// before.
func (b *Book[R]) Add(r R) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if n, err := b.out.Write(append(line, '\n')); err != nil {
		end, errEnd := b.out.Seek(int64(-n), io.SeekCurrent)
		if errEnd == nil {
			errEnd = b.out.Truncate(end) // or the next line would begin in the middle of this one
		}
		return errors.Join(err, errEnd)
	}
	b.latest[b.form.Of(r).place()] = r
	return b.out.Sync()
}

// Put adds results that are kept in another file, too. They are on the disk when Close returns.
func (b *Book[R]) Put(all []R) {
	b.mu.Lock()
	defer b.mu.Unlock()
	maps.Copy(b.latest, b.form.latest(all))
}

// Latest returns the latest result of a hand-in and a lesson, and whether there is one.
func (b *Book[R]) Latest(student, lesson string) (r R, has bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, has = b.latest[place{student, lesson}]
	return r, has
}

// Results returns the latest result of each hand-in and lesson, by hand-in, then by lesson.
func (b *Book[R]) Results() []R {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.form.sorted(b.latest)
}

// Close ends the writing. It leaves the results in the order of Results, without older ones.
func (b *Book[R]) Close() error {
	all, err := b.Results(), b.out.Close() // Windows replaces no open file
	err = errors.Join(err, wholefile.Replace(b.file, 0o644, func(w io.Writer) error {
		out := json.NewEncoder(w)
		for _, r := range all {
			if err := out.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}))
	return errors.Join(err, b.lock.Unlock())
}

// ReadResults reads the results in a folder, in the order of Sorted.
func ReadResults(dir string) ([]Result, error) {
	file := filepath.Join(dir, ResultsFile)
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s has no results: there is no file %s in it, which grade writes into the folder that --out names", dir, ResultsFile)
	} else if err != nil {
		return nil, err
	}
	all, _, err := results.read(file)
	return Sorted(all), err
}

// Sorted returns the latest result of each hand-in and lesson, by hand-in, then by lesson.
func Sorted(all []Result) []Result { return results.sorted(results.latest(all)) }

// read reads a file of results. whole is how many bytes are whole lines. A missing file is an
// empty one.
func (f Form[R]) read(file string) (all []R, whole int64, err error) {
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
		var r R
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, 0, fmt.Errorf("%s:%d: this is not a result: %w", file, number, err)
		}
		if version := f.Of(r).Version; version != f.Version {
			return nil, 0, fmt.Errorf("%s:%d: a result of version %d; this kit knows version %d", file, number, version, f.Version)
		}
		all, whole = append(all, r), whole+int64(len(line))
	}
	return all, whole, err
}

func (f Form[R]) latest(all []R) map[place]R {
	latest := make(map[place]R, len(all))
	for _, r := range all {
		latest[f.Of(r).place()] = r
	}
	return latest
}

func (f Form[R]) sorted(latest map[place]R) []R {
	return slices.SortedFunc(maps.Values(latest), func(a, b R) int {
		one, two := f.Of(a), f.Of(b)
		return cmp.Or(cmp.Compare(one.Student, two.Student), cmp.Compare(one.Lesson, two.Lesson))
	})
}
