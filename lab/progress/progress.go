// Package progress keeps a student's record: which lessons were begun, how
// often they were checked, and which have passed. It is one small file that
// may be lost without harm: what is in it can be earned again by a check. One that
// can't be read, for a moment or because it is damaged, is never written over.
//
// It does not know what a lesson or a check is; the program tells it.
package progress

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"chatlab/lab/wholefile"
)

// A Book is the record of all lessons, by their ids. A lesson of which nothing
// is known is not in it.
type Book struct {
	Lessons map[string]Record `json:"lessons"`
}

// A Record is what is known of one lesson. Zero times mean never.
type Record struct {
	Started time.Time `json:"started,omitzero"` // its copy was written, the last time
	Checked time.Time `json:"checked,omitzero"` // its copy was checked, the last time
	Tries   int       `json:"tries,omitempty"`  // how often that was
	Passed  *Pass     `json:"passed,omitempty"` // the first time that everything passed
}

// A Pass says when a lesson passed, and with what.
type Pass struct {
	At        time.Time `json:"at"`
	Tries     int       `json:"tries"` // until it did, this one included
	Server    string    `json:"server"`
	Scenarios int       `json:"scenarios"`
}

// Read reads the book from a file. One that does not exist is an empty book. Of any
// other that can't be read the error names the file, and the book is empty as well.
func Read(file string) (Book, error) {
	b := Book{Lessons: map[string]Record{}}
	text, err := wholefile.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	var found Book
	if err := json.Unmarshal(text, &found); err != nil {
		return b, fmt.Errorf("%s is damaged (%w); mend it, or delete it to begin a new record", file, err)
	}
	if found.Lessons == nil {
		return b, fmt.Errorf("%s is damaged (no lessons are in it); mend it, or delete it to begin a new record", file)
	}
	return found, nil
}

// Start notes that a lesson was begun.
func (b Book) Start(id string, now time.Time) {
	r := b.Lessons[id]
	r.Started = seconds(now)
	b.Lessons[id] = r
}

// Check notes that a lesson's copy was checked: scenarios says how many passed
// and, if passed, that these were all. What has passed once stays so: a later
// experiment takes nothing away.
func (b Book) Check(id, server string, scenarios int, passed bool, now time.Time) {
	r := b.Lessons[id]
	r.Checked = seconds(now)
	r.Tries++
	if passed && r.Passed == nil {
		r.Passed = &Pass{At: r.Checked, Tries: r.Tries, Server: server, Scenarios: scenarios}
	}
	b.Lessons[id] = r
}

// Update reads the book, lets change make its notes, and writes it, if there
// is anything new. Whoever reads the file at the same time sees the old book
// or the new one. Of two who update it at the same moment one may be
// forgotten; the next check makes that good.
func Update(file string, change func(Book)) error {
	b, err := Read(file)
	if err != nil {
		return err
	}
	before := maps.Clone(b.Lessons)
	if change(b); maps.Equal(before, b.Lessons) {
		return nil
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return wholefile.Replace(file, 0o644, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// seconds is how exactly the book knows the time.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
