package agree

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// tables are what is declared by itself and has to stand in a table as well: one that
// does not is in no help, on no page and in no test.
var tables = []struct {
	dir      string
	what     string
	declares func(ast.Decl) (name string, ok bool)
	table    string // the function or variable that has them
}{
	{"lab/script", "a command of scenarios", variableOf("Command"), "Commands"},
	{"lab/fault", "a kind of fault", variableOf("Kind"), "Kinds"},
	{"lab/rule", "a rule", functionOf("*history", "[]Violation"), "All"},
	{"lab/cli", "a command", functionOf("*console.Terminal", "*cobra.Command"), "commands"},
}

// TestTablesAreWhole reads what is declared, and looks for its name in the table, or in
// what the table's functions call.
func TestTablesAreWhole(t *testing.T) {
	for _, c := range tables {
		declared, named := map[string]bool{}, map[string]bool{}
		for _, d := range declarations(t, sandbox.Clone(t).Path(c.dir)) {
			name, ok := c.declares(d)
			if ok {
				declared[name] = true
			}
			if ok || declaredName(d) == c.table {
				ast.Inspect(d, func(n ast.Node) bool {
					if id, isName := n.(*ast.Ident); isName && id.Name != name {
						named[id.Name] = true
					}
					return true
				})
			}
		}
		if len(declared) < 2 {
			t.Errorf("%s: %d are found: this proves nothing", c.what, len(declared))
		}
		for name := range declared {
			if !named[name] {
				t.Errorf("%s: %s is %s, and %s does not name it", c.dir, name, c.what, c.table)
			}
		}
	}
}

// variableOf finds variables whose value is a literal of that type.
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

// functionOf finds functions from one type to one other.
func functionOf(from, to string) func(ast.Decl) (string, bool) {
	return func(d ast.Decl) (string, bool) {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Type.Params.NumFields() != 1 || f.Type.Results.NumFields() != 1 {
			return "", false
		}
		return f.Name.Name, types.ExprString(f.Type.Params.List[0].Type) == from && types.ExprString(f.Type.Results.List[0].Type) == to
	}
}

// declaredName is the name of a function, or of the only variable of a declaration.
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

// declarations are those of a package, tests left out.
func declarations(t *testing.T, dir string) (all []ast.Decl) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, parsed.Decls...)
	}
	return all
}
