package class

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/wholefile"
)

// rollFile is the file in a folder of results that has its Roll.
const rollFile = "handins.json"

// A Roll is which hand-ins there were when a folder of results was last graded, by the id of the
// lesson. From it follows what has no result yet, and whose hand-in is not there any more. A
// folder without one has an empty Roll, from which nothing follows.
type Roll map[string]Called

// Called are the hand-ins of a class for one lesson.
type Called struct {
	HandIns []string `json:"hand_ins"`        // their keys, those of other parts included, in the order by which parts are made
	Parts   []int    `json:"parts,omitempty"` // the parts that were graded, from 1; empty: the whole class
	OfParts int      `json:"of_parts,omitempty"`
}

// ReadRoll reads the roll of a folder of results.
func ReadRoll(dir string) (Roll, error) {
	file, roll := filepath.Join(dir, rollFile), Roll{}
	text, err := wholefile.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return roll, nil
	}
	if err == nil {
		if err = json.Unmarshal(text, &roll); err != nil {
			err = fmt.Errorf("%s: %w; remove it, and grade again", file, err)
		}
	}
	return roll, err
}

// Keep writes the roll into a folder of results.
func (r Roll) Keep(dir string) error {
	return wholefile.Replace(filepath.Join(dir, rollFile), 0o644, func(w io.Writer) error {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		return out.Encode(r)
	})
}

// Call notes the hand-ins of a class. Part k of n is graded, or all parts if n is 0. Parts of
// the same class that were called before stay.
func (r Roll) Call(lesson string, handIns []string, k, n int) {
	now := Called{HandIns: handIns, OfParts: n}
	if n > 0 {
		now.Parts = []int{k}
	}
	if before, ok := r[lesson]; ok && slices.Equal(before.HandIns, handIns) {
		if both, err := before.and(now); err == nil {
			now = both
		}
	}
	r[lesson] = now
}

// Add takes over what another folder has. An error says which parts do not belong together.
func (r Roll) Add(other Roll) error {
	for _, lesson := range slices.Sorted(maps.Keys(other)) {
		now := other[lesson]
		if before, known := r[lesson]; known {
			var err error
			if now, err = before.and(now); err != nil {
				return fmt.Errorf("lesson %s: %w", lesson, err)
			}
		}
		r[lesson] = now
	}
	return nil
}

// and joins two parts of a class. The whole class has all parts.
func (c Called) and(d Called) (Called, error) {
	all := Called{HandIns: slices.Clone(c.HandIns), OfParts: c.OfParts}
	for _, key := range d.HandIns {
		if !slices.Contains(all.HandIns, key) {
			all.HandIns = append(all.HandIns, key)
		}
	}
	switch {
	case c.OfParts == 0 || d.OfParts == 0:
		all.OfParts = 0
		return all, nil
	case c.OfParts != d.OfParts:
		return c, fmt.Errorf("parts of %d and parts of %d do not belong together; grade one of them again", c.OfParts, d.OfParts)
	}
	all.Parts = slices.Concat(c.Parts, d.Parts)
	slices.Sort(all.Parts)
	if all.Parts = slices.Compact(all.Parts); len(all.Parts) == all.OfParts {
		all.Parts, all.OfParts = nil, 0
	}
	return all, nil
}

// lacks returns the parts that are missing, as K/N.
func (c Called) lacks() (parts []string) {
	for k := 1; k <= c.OfParts; k++ {
		if !slices.Contains(c.Parts, k) {
			parts = append(parts, fmt.Sprintf("%d/%d", k, c.OfParts))
		}
	}
	return parts
}

// partial reports whether parts of the class are lacking in some lesson.
func (r Roll) partial() bool {
	for _, called := range r {
		if len(called.lacks()) > 0 {
			return true
		}
	}
	return false
}

// mine reports whether the hand-in at a place belongs to a part that was graded.
func (c Called) mine(at int) bool { return c.OfParts == 0 || slices.Contains(c.Parts, at%c.OfParts+1) }

// Lacking says what is missing: parts of the class, and hand-ins that have no result yet. It is
// empty if all is there.
func (r Roll) Lacking(results []Result) (lines []string) {
	for _, lesson := range slices.Sorted(maps.Keys(r)) {
		called, has := r[lesson], keysOf(results, lesson)
		if parts := called.lacks(); len(parts) > 0 {
			lines = append(lines, fmt.Sprintf("lesson %s lacks %s of the class: %s", lesson, layout.Count(len(parts), "part"), strings.Join(parts, ", ")))
		}
		var left []string
		for i, key := range called.HandIns {
			if called.mine(i) && !has[key] {
				left = append(left, key)
			}
		}
		if len(left) > 0 {
			lines = append(lines, fmt.Sprintf("lesson %s has no result yet for %s: %s", lesson, layout.Count(len(left), "hand-in"), firstNames(left)))
		}
	}
	return lines
}

// Notes say what a teacher should know of the results: what is lacking, and whose hand-in is not
// there any more.
func (r Roll) Notes(results []Result) []string {
	notes := r.Lacking(results)
	for _, lesson := range slices.Sorted(maps.Keys(r)) {
		var gone []string
		for key := range keysOf(results, lesson) {
			if !slices.Contains(r[lesson].HandIns, key) {
				gone = append(gone, key)
			}
		}
		if slices.Sort(gone); len(gone) > 0 {
			notes = append(notes, fmt.Sprintf("lesson %s has results of hand-ins that were not there any more when it was last graded: %s. They count until you remove their lines from %s", lesson, firstNames(gone), ResultsFile))
		}
	}
	return notes
}

func keysOf(results []Result, lesson string) map[string]bool {
	keys := map[string]bool{}
	for _, r := range results {
		if r.Lesson == lesson {
			keys[r.Student.Key] = true
		}
	}
	return keys
}

// mostNamed is how many hand-ins a note names.
const mostNamed = 10

func firstNames(all []string) string {
	text := strings.Join(all[:min(len(all), mostNamed)], ", ")
	if more := len(all) - mostNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
