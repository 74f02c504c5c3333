package program

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// TestKinds: the table has each constant of type Kind, once.
func TestKinds(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "trouble.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := v.Type.(*ast.Ident); !ok || of.Name != "Kind" {
			return true
		}
		word, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if n++; err != nil || !slices.Contains(Kinds(), Kind(word)) {
			t.Errorf("kinds does not have %s, %v", v.Names[0], err)
		}
		return true
	})
	all := Kinds()
	slices.Sort(all)
	if n == 0 || n != len(all) || len(slices.Compact(all)) != n {
		t.Errorf("%d constants, and in the table %d: %q", n, len(Kinds()), Kinds())
	}
}
