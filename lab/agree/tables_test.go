package agree

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// tables lists the kinds of declarations that must also be in a table. Outside the table
// they would be missing in help, pages and tests.
var tables = []struct {
	dir      string
	what     string
	declares func(ast.Decl) (name string, ok bool)
	tables   []string // the functions or variables that have them
}{
	{"lab/script", "a command of scenarios", variableOf("Command"), []string{"Commands"}},
	{"lab/fault", "a kind of fault", variableOf("Kind"), []string{"Kinds"}},
	{"lab/rule", "a rule", functionOf("*history", "[]Violation"), []string{"ofConversations", "ofCrowds"}},
	{"lab/cli", "a command", functionOf("*console.Terminal", "*cobra.Command"), []string{"commands"}},
}

// TestTablesAreWhole looks for the name of each declaration in its table. The name may also
// be in a declaration that the table names: a command may have subcommands.
func TestTablesAreWhole(t *testing.T) {
	for _, c := range tables {
		declared, reached := map[string]ast.Decl{}, map[string]bool{}
		var found []ast.Decl
		for _, d := range declarations(t, sandbox.Clone(t).Path(c.dir)) {
			if name, ok := c.declares(d); ok {
				declared[name] = d
			} else if slices.Contains(c.tables, declaredName(d)) {
				found = append(found, d)
			}
		}
		if len(found) != len(c.tables) {
			t.Errorf("%s has %d of %v", c.dir, len(found), c.tables)
			continue
		}
		for _, table := range found {
			reach(table, declared, reached)
		}
		if len(declared) < 2 {
			t.Errorf("%s: %d are found: this proves nothing", c.what, len(declared))
		}
		for name := range declared {
			if !reached[name] {
				t.Errorf("%s: %s is %s, and its table does not name it: add it to %s", c.dir, name, c.what, strings.Join(c.tables, " or "))
			}
		}
	}
}

// reach marks the declarations that from names, and those that they name.
func reach(from ast.Decl, declared map[string]ast.Decl, reached map[string]bool) {
	ast.Inspect(from, func(n ast.Node) bool {
		id, isName := n.(*ast.Ident)
		if isName && declared[id.Name] != nil && declared[id.Name] != from && !reached[id.Name] {
			reached[id.Name] = true
			reach(declared[id.Name], declared, reached)
		}
		return true
	})
}

// variableOf returns a function that finds variables whose value is a literal of that type.
func variableOf(typ string) func(ast.Decl) (string, bool) {
	return func(d ast.Decl) (string, bool) {
		general, ok := d.(*ast.GenDecl)
		if !ok || general.Tok != token.VAR || len(general.Specs) != 1 {
			return "", false
		}
		spec := general.Specs[0].(*ast.ValueSpec)
		if len(spec.Values) != 1 {
			return "", false
		}
		literal, ok := spec.Values[0].(*ast.CompositeLit)
		return spec.Names[0].Name, ok && types.ExprString(literal.Type) == typ
	}
}

// functionOf returns a function that finds functions with one parameter and one result of
// these types.
func functionOf(from, to string) func(ast.Decl) (string, bool) {
	return func(d ast.Decl) (string, bool) {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Type.Params.NumFields() != 1 || f.Type.Results.NumFields() != 1 {
			return "", false
		}
		return f.Name.Name, types.ExprString(f.Type.Params.List[0].Type) == from && types.ExprString(f.Type.Results.List[0].Type) == to
	}
}

// declaredName returns the name of a function, or of a declaration's only variable.
func declaredName(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		if len(d.Specs) == 1 && d.Tok == token.VAR {
			return d.Specs[0].(*ast.ValueSpec).Names[0].Name
		}
	}
	return ""
}

// declarations returns the declarations of a package without its tests.
func declarations(t *testing.T, dir string) (all []ast.Decl) {
	t.Helper()
	for _, parsed := range sources(t, dir) {
		all = append(all, parsed.Decls...)
	}
	return all
}

// sources returns the Go files of a folder, parsed, by their names. Tests are left out. A folder
// without Go is an error.
func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", dir, len(files), err)
	}
	all := map[string]*ast.File{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = parsed
	}
	return all
}
