package agree

import (
	"go/ast"
	"testing"

	"chatlab/lab/sandbox"
)

// TestNothingIsUnused: code of each package uses all names that the package keeps to itself. What
// only tests use, or nothing, does nothing for anybody: a lesson or a command that no table has, or
// the rest of something that was removed.
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
				t.Errorf("%s/%s: no code uses %s, so nobody gets anything of it; put it into its table, or delete it", f.name, file, name)
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
