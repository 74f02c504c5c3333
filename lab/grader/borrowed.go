package grader

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// reference are the packages that are the right server, or run it. Nobody's work imports them:
// the copies of later lessons have a server folder of their own.
var reference = []string{"chatlab/server", "chatlab/server/settings", "chatlab/lab/cli", "chatlab/lab/play"}

// borrows returns which file imports the kit's own server, and "" if none does. It reads what was
// laid, before anything of it has run. What can't be parsed can't be built.
func borrows(source string) (name, imported string) {
	fs.WalkDir(os.DirFS(source), ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || filepath.Ext(file) != ".go" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(source, filepath.FromSlash(file)))
		if err != nil {
			return nil
		}
		parsed, _ := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if parsed == nil {
			return nil
		}
		for _, spec := range parsed.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && slices.Contains(reference, path) {
				name, imported = file, path
				return fs.SkipAll
			}
		}
		return nil
	})
	return name, imported
}
