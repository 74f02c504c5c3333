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

// copyIn is the lesson whose copy a folder is, at its place in the clone in which it
// lies; nil, if it is none.
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

// noOtherCopy holds that code in a folder imports no other one that is a copy of a
// lesson. Copies of the later lessons import their own folder server by the path at
// which lab start put it. Moved elsewhere, such a copy would be built with the code
// of whoever has a copy at that place, and that would be judged. Of is what
// of Asked or Simulated named the folder.
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

// importsOf returns what the Go files of a folder import. What can't be read is
// left to the compiler, who says more about it.
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
