// Package progress keeps a student's record: which lessons they have begun, how often they
// checked them, and which have passed. It is one small file. To lose it is harmless: a check
// brings the result back. A file that can't be read is never overwritten: it may be busy, or
// damaged.
//
// It does not know what a lesson or a check is; its caller tells it.
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

// A Book is the record of all lessons, by their ids. A lesson without a record is not in it.
type Book struct {
	Lessons map[string]Record `json:"lessons"`
}

// A Record is what we know of one lesson. A zero time means never.
type Record struct {
	Started time.Time `json:"started,omitzero"` // when its copy was last written
	Checked time.Time `json:"checked,omitzero"` // when its copy was last checked
	Tries   int       `json:"tries,omitempty"`  // how often its copy was checked
	Passed  *Pass     `json:"passed,omitempty"` // the first check in which everything passed
	Guess   *Guess    `json:"guess,omitempty"`  // what the student expected of the first check, or that they declined to guess
	Stage   int       `json:"stage,omitempty"`  // of the student's own server: how many stages passed in the last check
}

// A Pass says when a lesson first passed, and with which server.
type Pass struct {
	At        time.Time `json:"at"`
	Tries     int       `json:"tries"` // the number of checks up to this one
	Server    string    `json:"server"`
	Scenarios int       `json:"scenarios"`
}

// A Guess is what a student expects of the first check. It is empty if the student declined.
type Guess struct {
	Fails []string `json:"fails,omitempty"` // names of scenarios
	Words string   `json:"words,omitempty"` // the answer to the question of the lesson's page

	// The first check judged Of scenarios, and Right of them as the student expected. Of is 0 before
	// that, and if the student named no scenario.
	Right int `json:"right,omitempty"`
	Of    int `json:"of,omitempty"`
}

// Read reads the book from a file. A missing file is an empty book. For any other failure,
// Read returns an empty book and an error that names the file.
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

// Start records that a lesson was begun. No stage of a new server has passed.
func (b Book) Start(id string, now time.Time) {
	r := b.Lessons[id]
	r.Started, r.Stage = seconds(now), 0
	b.Lessons[id] = r
}

// Guess records a guess.
func (b Book) Guess(id string, g *Guess) {
	r := b.Lessons[id]
	r.Guess = g
	b.Lessons[id] = r
}

// Check records a check of a lesson's copy. scenarios is how many scenarios passed, and
// passed says that these were all. A lesson that has passed stays passed, whatever a later
// check finds.
func (b Book) Check(id, server string, scenarios int, passed bool, now time.Time) {
	r := b.Lessons[id]
	r.Checked = seconds(now)
	r.Tries++
	if passed && r.Passed == nil {
		r.Passed = &Pass{At: r.Checked, Tries: r.Tries, Server: server, Scenarios: scenarios}
	}
	b.Lessons[id] = r
}

// Reach records how many stages passed in a check of the student's own server, one after
// the other from the first. It may be fewer than before.
func (b Book) Reach(id string, stages int) {
	r := b.Lessons[id]
	r.Stage = stages
	b.Lessons[id] = r
}

// Update reads the book, lets change add to it, and writes it if anything is new. A reader
// sees the old book or the new one. Given up: if two update it at the same moment, one update
// may be lost. The next check restores it.
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

// seconds truncates a time to whole seconds, the precision of the book.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
