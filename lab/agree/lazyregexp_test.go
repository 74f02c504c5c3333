package agree

import (
	"go/ast"
	"go/types"
	"regexp"
	"strconv"
	"testing"

	"chatlab/lab/sandbox"
)

// TestExpressionsAreLazy: no regular expression of a package is compiled when the lab starts, and
// each of those that wait can be compiled.
func TestExpressionsAreLazy(t *testing.T) {
	found := 0
	for _, f := range floors {
		if f.isNo == "for tests alone" {
			continue
		}
		for file, parsed := range sources(t, sandbox.Clone(t).Path(f.name)) {
			for _, e := range expressionsAtStart(parsed) {
				if _, err := regexp.Compile(e.text); err != nil {
					t.Errorf("%s/%s: %v", f.name, file, err)
				}
				if e.by != "lazyregexp.New" {
					t.Errorf("%s/%s: %s(%q) costs each start of the lab time: use lazyregexp.New", f.name, file, e.by, e.text)
				}
				found++
			}
		}
	}
	if found == 0 {
		t.Error("nobody has an expression")
	}
}

// A madeAtStart is a regular expression of a package: the function that makes it, and its text,
// which is empty if it is no literal.
type madeAtStart struct{ by, text string }

// expressionsAtStart returns the expressions that are made when a program starts that has this
// file.
func expressionsAtStart(file *ast.File) (all []madeAtStart) {
	for _, decl := range file.Decls {
		vars, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		ast.Inspect(vars, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if by := types.ExprString(call.Fun); by == "regexp.MustCompile" || by == "lazyregexp.New" {
					text := ""
					if literal, ok := call.Args[0].(*ast.BasicLit); ok {
						text, _ = strconv.Unquote(literal.Value)
					}
					all = append(all, madeAtStart{by, text})
				}
			}
			_, later := n.(*ast.FuncLit)
			return !later
		})
	}
	return all
}
