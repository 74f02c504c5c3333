package agree

import (
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// TestNothingIsUnused: the code of a package uses each of its unexported names. A name that only
// tests use, or nothing, does nothing. It may be a lesson or a command that is in no table, or what
// is left of something that was removed.
func TestNothingIsUnused(t *testing.T) {
	for _, f := range floors {
		at, used := map[string]string{}, map[string]bool{}
		for file, parsed := range sources(t, sandbox.Clone(t).Path(f.name)) {
			for _, part := range parts(parsed) {
				own := map[string]bool{}
				for _, id := range part.names {
					own[id.Name] = true
					if !id.IsExported() && id.Name != "_" && id.Name != "main" && id.Name != "init" {
						at[id.Name] = file
					}
				}
				ast.Inspect(part.node, func(n ast.Node) bool {
					if id, isName := n.(*ast.Ident); isName && !own[id.Name] { // a function that calls itself proves nothing
						used[id.Name] = true
					}
					return true
				})
			}
		}
		for name, file := range at {
			if !used[name] {
				t.Errorf("%s/%s: nothing uses %s, except tests perhaps: put it into its table, or delete it", f.name, file, name)
			}
		}
	}
}

// A part is a function, or one line of a declaration.
type part struct {
	node  ast.Node
	names []*ast.Ident // that it declares
}

func parts(file *ast.File) (all []part) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			all = append(all, part{d, []*ast.Ident{d.Name}})
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					all = append(all, part{spec, []*ast.Ident{spec.Name}})
				case *ast.ValueSpec:
					all = append(all, part{spec, spec.Names})
				}
			}
		}
	}
	return all
}

// places says which files may be in a folder: those that something reads. LESSON stands for the id
// of a lesson, and PICTURE for a scenario whose picture a page shows.
var places = []struct{ folder, files string }{
	{"scripts", "LESSON/*.txtar"},
	{"testdata/mutants", "*.txtar"},
	{"testdata/right", "LESSON/*.txtar freely.txtar otherwise.txtar"},
	{"testdata/pictures", "PICTURE.txtar"},
	{"testdata/traces", "PICTURE.trace"},
	{"testdata/hostile", "*.txtar crime.py"},
	{"testdata/forged", "*.txtar athome/*.go"},
	{"testdata/bank", "go.txt python.txt"},
}

// TestEveryFileIsRead: a scenario or a mutant in the wrong folder, or with another extension, tests
// nothing.
func TestEveryFileIsRead(t *testing.T) {
	for _, p := range places {
		err := fs.WalkDir(os.DirFS(sandbox.Clone(t).Path(p.folder)), ".", func(file string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !mayBe(t, file, p.files) {
				t.Errorf("%s/%s: nothing reads it. What may be there: %s, where LESSON is the id of a lesson, and PICTURE a scenario whose picture a page shows", p.folder, file, p.files)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// mayBe reports whether a file fits one of the patterns of a place.
func mayBe(t *testing.T, file, patterns string) bool {
	names := []string{file}
	for _, l := range lesson.All {
		if inside, ok := strings.CutPrefix(file, l.ID()+"/"); ok {
			names = append(names, "LESSON/"+inside)
		}
		for _, m := range pictureMark.FindAllStringSubmatch(read(t, l.Page()), -1) {
			if ext, ok := strings.CutPrefix(file, m[1]+"/"+m[2]); ok {
				names = append(names, "PICTURE"+ext)
			}
		}
	}
	return slices.ContainsFunc(strings.Fields(patterns), func(pattern string) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			fits, err := path.Match(pattern, name)
			return fits && err == nil
		})
	})
}

// TestEveryPageIsLinked: nobody finds a page that no other page links to.
func TestEveryPageIsLinked(t *testing.T) {
	linked := map[string]bool{"README.md": true, "CONTRIBUTING.md": true}
	for _, page := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if target := path.Join(path.Dir(page), m[1]); target != page {
				linked[target] = true
			}
		}
	}
	for _, page := range documents(t) {
		if !linked[page] {
			t.Errorf("no page links to %s", page)
		}
	}
}
