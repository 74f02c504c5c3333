package program

import "path/filepath"

// An unlinked is what a family holds of files that have no name any more. No walk through
// folders finds them, but they take their place on the disk until nobody has them open.
type unlinked struct {
	files int
	bytes int64
	many  bool // the family had more than mostDescriptors open, and we did not look at all
}

// mostDescriptors is how many open files and connections of a family we look at. Servers of
// the lessons have a few hundred, and a process for each of a hundred clients, which inherits
// what its parent has open, makes it ten thousand.
const mostDescriptors = 20_000

// resolved returns folders as the system names them: absolute, and without links.
func resolved(folders []string) (all []string) {
	for _, folder := range folders {
		if abs, err := filepath.Abs(folder); err == nil {
			folder = abs
		}
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			folder = real
		}
		all = append(all, folder)
	}
	return all
}
