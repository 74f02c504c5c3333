package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
)

// A declaration is a piece of a Go file that the pages show or point to.
type declaration struct {
	line   int    // of its name, from 1
	source string // with its comment
}

// findDeclaration finds one in a file, called "F", "T" or "T.M".
func findDeclaration(file, name string) (declaration, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return declaration{}, err
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, parser.ParseComments)
	if err != nil {
		return declaration{}, err
	}
	for _, d := range parsed.Decls {
		if declared(d) != name {
			continue
		}
		from := d.Pos()
		if doc := docOf(d); doc != nil {
			from = doc.Pos()
		}
		return declaration{
			line:   fset.Position(d.Pos()).Line,
			source: string(source[fset.Position(from).Offset:fset.Position(d.End()).Offset]) + "\n",
		}, nil
	}
	return declaration{}, fmt.Errorf("%s: no declaration %s", file, name)
}

// declared is the name of a declaration.
func declared(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return d.Name.Name
		}
		receiver := d.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		return fmt.Sprint(receiver) + "." + d.Name.Name
	case *ast.GenDecl:
		if len(d.Specs) == 0 {
			return ""
		}
		if spec, ok := d.Specs[0].(*ast.TypeSpec); ok {
			return spec.Name.Name
		}
	}
	return ""
}

func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}
