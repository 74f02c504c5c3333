package class

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"chatlab/lab/wholefile"
)

// Load reads a folder of results: the class with its marks, by the points and the roster that
// are in the folder. While parts of the class are lacking, nobody is Missing.
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
	roll, err := ReadRoll(dir)
	if err != nil {
		return Class{}, err
	}
	c.Notes = roll.Notes(results)
	roster, err := RosterIn(dir)
	if err != nil || len(roster.People) == 0 {
		return c, err
	}
	var notes []string
	c.Rows, notes = roster.Place(c.Rows, len(c.Lessons))
	c.Notes = append(c.Notes, notes...)
	if roll.partial() { // then they may be in another part
		c.Rows = slices.DeleteFunc(c.Rows, func(r Row) bool { return r.Missing })
	}
	return c, nil
}

// RosterIn reads the roster in a folder of results: one without people if there is none.
func RosterIn(dir string) (Roster, error) {
	file := filepath.Join(dir, RosterFile)
	text, err := wholefile.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Roster{}, nil
	}
	if err != nil {
		return Roster{}, err
	}
	return ReadRoster(file, text)
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
