package course

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/specimen"
)

// A Solution is how the broken server of a lesson can be mended.
type Solution struct {
	Why      string // in words
	Broken   string // the folder of the broken server, as a path of the kit
	Patched  string // the patch that makes it from the reference server, as such a path; empty if its folder has its files
	Diffs    []patch.Diff
	WellDone []Spot // where the reference server does it
}

// Solution reads the solution of a lesson.
func (k Kit) Solution(l lesson.Lesson) (s Solution, err error) {
	fix, broken, err := k.fixOf(l)
	if err != nil {
		return s, err
	}
	s.Why, s.Broken = fix.Why, l.Specimen()
	switch {
	case k.Language(l) == inPython:
		s.Broken = path.Join(specimen.PythonFolder, l.ID())
	case l.Over:
		s.Patched = l.Break()
	}
	if s.Diffs, err = fix.Diffs(broken.Read); err != nil {
		return s, fmt.Errorf("%s: %w", l.Fix(), err)
	}
	s.WellDone, err = k.wellDone(l)
	return s, err
}

// fixOf returns how the student's copy of a lesson is mended, and the files that it began
// with: in Python if the copy is, else in Go.
func (k Kit) fixOf(l lesson.Lesson) (fix patch.Patch, broken specimen.Files, err error) {
	if k.Language(l) == inPython {
		if broken, err = specimen.OfPython(k.Root, l); err == nil {
			fix, err = specimen.PythonFix(k.Root, l)
		}
		return fix, broken, err
	}
	if fix, err = patch.Read(k.Path(l.Fix())); err == nil {
		broken, err = specimen.Of(k.Root, l)
	}
	return fix, broken, err
}

// WellHeading is the section of a lesson's page that shows the reference
// server's code.
const WellHeading = "How it is done well"

// A Spot is the place of a declaration.
type Spot struct {
	File string // of the kit
	Line int    // from 1
	Name string
}

var codeCut = lazyregexp.New(`<!-- cut: code (\S+) (\S+) -->`)

// wellDone returns the spots of the reference server that the lesson's page
// shows.
func (k Kit) wellDone(l lesson.Lesson) ([]Spot, error) {
	page, err := os.ReadFile(k.Path(l.Page()))
	if err != nil {
		return nil, err
	}
	_, section, ok := strings.Cut(string(page), "\n## "+WellHeading+"\n")
	if !ok {
		return nil, errors.New(l.Page() + ": there is no section " + WellHeading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var spots []Spot
	for _, m := range codeCut().FindAllStringSubmatch(section, -1) {
		found, err := FindDeclaration(k.Path(m[1]), m[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.Page(), err)
		}
		spots = append(spots, Spot{m[1], found.Line, m[2]})
	}
	return slices.Compact(spots), nil
}
