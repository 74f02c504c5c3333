package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"

	"chatlab/lab/lesson"
)

// stray holds that a folder with Go code is where it has to be. The copies of the
// later lessons import their own folder server by the path at which lab start
// put it: moved elsewhere, such a copy would be built with the code of whoever has
// a copy at that place, and that would be judged.
func (k kit) stray(named, dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			continue // the compiler will say more
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			for _, l := range lesson.All {
				home := l.Copy()
				if strings.HasPrefix(imported, "chatlab/"+home+"/") && dir != k.path(home) {
					return exitError{exitUsage, fmt.Sprintf("--server %s: its %s imports %s, which lies in another folder, so that would be judged; put this one at %s, and leave out --server",
						named, filepath.Base(file), imported, home)}
				}
			}
		}
	}
	return nil
}
