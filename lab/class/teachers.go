package class

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"chatlab/lab/wholefile"
)

// Files that a teacher may put into, or change in, a folder of results.
const (
	PointsFile = "points.txt" // ReadPoints
	RosterFile = "roster.csv" // ReadRoster
)

// Teachers are a teacher's files for a class, read and without a mistake.
type Teachers struct {
	Points Points
	Roster Roster // without people if there is none

	points, roster []byte // to be put into the folder; nil leaves what is there
}

// ReadTeachers reads a teacher's files. An empty name means the file that is in the folder of the
// results; without it, points are the usual ones. It writes nothing.
func ReadTeachers(dir, points, roster string) (t Teachers, err error) {
	if points == "" {
		t.Points, err = PointsIn(dir)
	} else if t.points, err = named(points); err == nil {
		t.Points, err = ReadPoints(points, t.points)
	}
	if err != nil {
		return t, err
	}
	if roster == "" {
		t.Roster, err = RosterIn(dir)
	} else if t.roster, err = named(roster); err == nil {
		t.Roster, err = ReadRoster(roster, t.roster)
	}
	return t, err
}

func named(file string) ([]byte, error) {
	text, err := wholefile.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s", file)
	}
	return text, err
}

// Keep puts the files into a folder of results, which it makes. If that has no points yet, the
// usual ones are written, so that a teacher sees and can change them.
func (t Teachers) Keep(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if t.roster != nil {
		if err := put(filepath.Join(dir, RosterFile), t.roster); err != nil {
			return err
		}
	}
	file := filepath.Join(dir, PointsFile)
	if t.points != nil {
		return put(file, t.points)
	}
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	return wholefile.Replace(file, 0o644, func(w io.Writer) error { return WritePoints(w, t.Points) })
}

func put(file string, text []byte) error {
	return wholefile.Replace(file, 0o644, func(w io.Writer) error { _, err := w.Write(text); return err })
}
