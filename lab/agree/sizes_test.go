package agree

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// Limits of what has to be read at once.
const (
	longestFunction = 60 // lines
	longestFile     = 400
)

// TestSizes: functions and files are short enough to read in one go, tests included.
func TestSizes(t *testing.T) {
	root, files := sandbox.Clone(t).Root, 0
	for _, dir := range []string{"client", "lab", "server"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, ".go") {
				return err
			}
			files++
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if lines := bytes.Count(text, []byte("\n")); lines > longestFile {
				t.Errorf("%s has %d lines, more than %d", file, lines, longestFile)
			}
			all := token.NewFileSet()
			parsed, err := parser.ParseFile(all, file, text, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, d := range parsed.Decls {
				f, ok := d.(*ast.FuncDecl)
				if lines := all.Position(d.End()).Line - all.Position(d.Pos()).Line + 1; ok && lines > longestFunction {
					t.Errorf("%s: %s has %d lines, more than %d", all.Position(f.Pos()), f.Name.Name, lines, longestFunction)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 300 {
		t.Errorf("%d files are looked at: this proves little", files)
	}
}
