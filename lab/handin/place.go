package handin

import (
	"path"
	"slices"

	"chatlab/lab/lesson"
)

// place returns where in a hand-in the server of a lesson is: in work/NN-slug of a clone, in
// NN-slug, or in the hand-in itself. Folders around that have nothing else in them are
// opened: archivers and platforms make those.
func (inv *inventory) place(l lesson.Lesson) (string, error) {
	for at := "."; ; {
		for _, dir := range []string{path.Join(at, l.Copy()), path.Join(at, l.ID())} {
			if inv.hasFolder(dir) {
				return dir, nil
			}
		}
		if inv.isClone(at) || inv.hasLessons(at) || inv.hasLessons(path.Join(at, "work")) {
			return "", &fault{Missing, l.Copy(), ""}
		}
		only, ok := inv.onlyFolder(at)
		if !ok {
			return at, nil
		}
		at = path.Join(at, only)
	}
}

// isClone reports whether a folder is a clone of the kit, whose own server must not be graded.
func (inv *inventory) isClone(dir string) bool {
	return inv.hasFolder(path.Join(dir, "lab/lesson")) && inv.hasFolder(path.Join(dir, "server/wire")) && inv.hasFolder(path.Join(dir, "scripts"))
}

// hasLessons reports whether a folder has folders of lessons.
func (inv *inventory) hasLessons(dir string) bool {
	return slices.ContainsFunc(inv.inside[dir], func(c child) bool { return c.folder && isLesson(c.name) })
}

// onlyFolder returns the only folder in a folder that has no source beside it.
func (inv *inventory) onlyFolder(dir string) (name string, ok bool) {
	for _, c := range inv.inside[dir] {
		switch {
		case c.source, c.folder && ok:
			return "", false
		case c.folder:
			name, ok = c.name, true
		}
	}
	return name, ok
}
