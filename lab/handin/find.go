package handin

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/lesson"
)

// Find returns the hand-ins at a path, sorted by name. The path is a folder with one folder,
// archive or file for each student, as a platform exports it; or it is one hand-in. A folder
// is one hand-in if it looks like a program or like a clone of the kit: see isOne.
//
// Something that nobody can read, such as a .rar, is a hand-in, too: Lay says what is wrong
// with it. Other files, such as a roster, are not hand-ins.
func Find(handins string) ([]HandIn, error) {
	given := handins
	handins, err := filepath.Abs(handins)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(handins) // the teacher may name a link
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s; name the one that has the hand-ins", given)
	case err != nil:
		return nil, err
	}
	all := []HandIn{single(part{filepath.Base(handins), handins, kindOf(handins, info)})}
	if all[0].isClass() {
		return nil, fmt.Errorf("%s has the hand-ins of a whole class; unpack it, and name the folder that you get", handins)
	}
	if info.IsDir() {
		parts, err := partsIn(handins)
		if err != nil {
			return nil, err
		}
		if !isOne(parts) {
			all, err = classOf(handins, parts)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no hand-ins; it needs a folder or an archive (.zip, .tar, .tar.gz) for each student", handins)
	}
	slices.SortFunc(all, func(a, b HandIn) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID), strings.Compare(a.Path, b.Path))
	})
	nameAll(all)
	return all, nil
}

// classOf makes the hand-ins of the folder of a class.
func classOf(dir string, parts []part) ([]HandIn, error) {
	if all, ok, err := fromGradescope(dir, parts); ok || err != nil {
		return all, err
	}
	return group(parts), nil
}

// partsIn returns what is in a folder, without the clutter that systems put everywhere.
func partsIn(dir string) (parts []part, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if isClutter(entry.Name()) || isTools(entry.Name()) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		file := filepath.Join(dir, entry.Name())
		parts = append(parts, part{entry.Name(), file, kindOf(file, info)})
	}
	return parts, nil
}

// kindOf says what a file or folder is.
func kindOf(file string, info fs.FileInfo) Kind {
	switch {
	case info.IsDir():
		return Folder
	case !info.Mode().IsRegular():
		return Link
	}
	head, err := headOf(file)
	if err != nil {
		return Unknown // Lay says why it can't be read: others are not held up by it
	}
	kind, _ := archiveOf(head, filepath.Base(file))
	return kind
}

// isOne reports whether the parts of a folder are one hand-in: a clone with the folder work,
// or a folder of a lesson, or a program. It is also one if it has source files, and neither
// folders nor archives.
func isOne(parts []part) bool {
	source, others := false, false
	for _, p := range parts {
		name := strings.ToLower(p.name)
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		switch {
		case p.kind == Folder && isWork(p), p.kind == Folder && isLesson(p.name):
			return true
		case p.kind == Files && slices.Contains(mainFiles, name),
			p.kind == Files && hasEnding(name, sourceEndings) && (stem == "main" || stem == "server"):
			return true
		case p.kind != Files:
			others = true
		case hasEnding(name, sourceEndings):
			if _, ok := export(p.name); ok {
				return false
			}
			source = true
		}
	}
	return source && !others
}

// mainFiles are names that only the folder of a program has.
var mainFiles = []string{"chatlab.server", "go.mod", "makefile", "package.json", "cargo.toml", "pom.xml", "build.gradle"}

// isWork reports whether a folder is the work folder of a clone.
func isWork(p part) bool {
	if p.name != "work" {
		return false
	}
	inside, err := os.ReadDir(p.path)
	return err == nil && slices.ContainsFunc(inside, func(e os.DirEntry) bool { return isLesson(e.Name()) })
}

// isLesson reports whether a folder has the name of a lesson.
func isLesson(name string) bool {
	return slices.ContainsFunc(lesson.All, func(l lesson.Lesson) bool { return l.ID() == name })
}
