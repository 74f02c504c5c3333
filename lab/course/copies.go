package course

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chatlab/lab/lesson"
)

// copyIn returns the lesson whose copy dir is, judged by its place in the clone around it.
// It returns nil for any other folder.
func copyIn(dir string) *lesson.Lesson {
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	root, err := lesson.Root(dir)
	if err != nil {
		return nil
	}
	for _, l := range lesson.All {
		kept, err := os.Stat(filepath.Join(root, filepath.FromSlash(l.Copy())))
		if err == nil && sameFolder(kept, dir) {
			return &l
		}
	}
	return nil
}

func sameFolder(kept os.FileInfo, dir string) bool {
	here, err := os.Stat(dir)
	return err == nil && os.SameFile(kept, here)
}

// noOtherCopy refuses a folder whose code imports another copy of a lesson. Copies of later
// lessons import their own server folder, by the path where lab start put it. After a move,
// such a copy would be built with the code of the copy at the old place. The verdict would
// be about that code. Of is the field of Asked or Simulated that named the folder.
func noOtherCopy(of, dir string) error {
	own := copyIn(dir)
	for _, imported := range importsOf(dir) {
		for _, l := range lesson.All {
			if strings.HasPrefix(imported, "chatlab/"+l.Copy()+"/") && (own == nil || own.Number != l.Number) {
				return Misuse{of, fmt.Sprintf("%s imports %s from another folder, so that code would be tested; move this copy to %s, and name that", dir, imported, l.Copy())}
			}
		}
	}
	return nil
}

// importsOf returns the imports of a folder's Go files. It skips what it can't parse: the
// compiler explains that better.
func importsOf(dir string) (all []string) {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			continue
		}
		for _, spec := range parsed.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			all = append(all, path)
		}
	}
	return all
}
