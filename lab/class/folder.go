package class

import (
	"errors"
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

// Load reads a folder of results: the class with its marks, by the points and the roster that
// are in the folder.
func Load(dir string) (Class, error) {
	results, err := ReadResults(dir)
	if err != nil {
		return Class{}, err
	}
	points, err := PointsIn(dir)
	if err != nil {
		return Class{}, err
	}
	c := Assemble(results, points)
	file := filepath.Join(dir, RosterFile)
	text, err := wholefile.Read(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, nil
	case err != nil:
		return Class{}, err
	}
	roster, err := ReadRoster(file, text)
	if err != nil {
		return Class{}, err
	}
	var notes []string
	c.Rows, notes = roster.Place(c.Rows, len(c.Lessons))
	c.Notes = append(c.Notes, notes...)
	return c, nil
}

// PointsIn reads the points in a folder of results: the usual ones if there are none.
func PointsIn(dir string) (Points, error) {
	file := filepath.Join(dir, PointsFile)
	text, err := wholefile.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return UsualPoints(), nil
	}
	if err != nil {
		return Points{}, err
	}
	return ReadPoints(file, text)
}

// Keep puts a teacher's files into a folder of results, after they were read without an error.
// An empty name leaves what is there. Without points the usual ones are written, so that a
// teacher sees and can change them.
func Keep(dir, points, roster string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if roster != "" {
		if err := keep(filepath.Join(dir, RosterFile), roster, func(text []byte) error { _, err := ReadRoster(roster, text); return err }); err != nil {
			return err
		}
	}
	file := filepath.Join(dir, PointsFile)
	if points != "" {
		return keep(file, points, func(text []byte) error { _, err := ReadPoints(points, text); return err })
	}
	if _, err := os.Stat(file); err == nil {
		_, err := PointsIn(dir)
		return err
	}
	return wholefile.Replace(file, 0o644, func(w io.Writer) error { return WritePoints(w, UsualPoints()) })
}

func keep(to, from string, check func(text []byte) error) error {
	text, err := wholefile.Read(from)
	if err == nil {
		err = check(text)
	}
	if err != nil {
		return err
	}
	return wholefile.Replace(to, 0o644, func(w io.Writer) error { _, err := w.Write(text); return err })
}
