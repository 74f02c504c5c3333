package handin

import (
	"path"
	"slices"

	"chatlab/lab/lesson"
)

// scenarioEnding is how the name of every scenario ends.
const scenarioEnding = ".txtar"

// LayScenarios copies the scenarios that a student wrote for a lesson into a folder, under
// their names, as Lay does with a server. It takes those in scripts/NN-slug and work/NN-slug
// of a clone, in NN-slug, or in the hand-in itself. Other files are passed over.
func LayScenarios(h HandIn, l lesson.Lesson, into string) (Laid, error) {
	return layAs(&layer{aim: scenariosOf(l)}, h, into)
}

// scenariosOf aims at the scenarios of a lesson.
func scenariosOf(l lesson.Lesson) aim {
	folders := []string{l.Scripts(), l.Copy(), l.ID()}
	return aim{
		place: func(inv *inventory) (string, error) { return inv.placeOfAny(folders) },
		inside: func(file, from string) (string, bool) {
			file, ok := below(file, from)
			dir, name := path.Split(file)
			return name, ok && hasEnding(name, []string{scenarioEnding}) && (dir == "" || slices.Contains(folders, path.Clean(dir)))
		},
		most:    MaxScenarios,
		tooMany: TooManyScenarios,
		none:    NoScenarios,
	}
}

// placeOfAny returns the folder in a hand-in that has one of the folders, or the files
// themselves. Folders around that have nothing else in them are opened.
func (inv *inventory) placeOfAny(folders []string) (string, error) {
	for at := "."; ; {
		for _, dir := range folders {
			if inv.hasFolder(path.Join(at, dir)) {
				return at, nil
			}
		}
		only, ok := inv.onlyFolder(at)
		if !ok {
			return at, nil
		}
		at = path.Join(at, only)
	}
}
