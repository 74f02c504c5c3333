package grade

import (
	"cmp"
	"path/filepath"
	"slices"

	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// Scenarios reads a lesson's scenarios in teaching order: first its Breaks, in the order of
// the table, then the others by name.
func Scenarios(root string, l lesson.Lesson) ([]script.Scenario, error) {
	all, err := script.LoadAll(filepath.Join(root, filepath.FromSlash(l.Scripts())))
	if err != nil {
		return nil, err
	}
	place := func(sc script.Scenario) int {
		if at := slices.Index(l.Breaks, sc.Name); at >= 0 {
			return at
		}
		return len(l.Breaks)
	}
	slices.SortStableFunc(all, func(a, b script.Scenario) int { return cmp.Compare(place(a), place(b)) })
	return all, nil
}
