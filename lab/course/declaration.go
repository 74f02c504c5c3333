package course

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
)

// A Declaration is a piece of a Go file that the pages show or point to.
type Declaration struct {
	Line   int    // of the name, counted from 1
	Source string // with its comment
}

// FindDeclaration finds a declaration in a Go file. Its name is "F", "T" or "T.M".
func FindDeclaration(file, name string) (Declaration, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return Declaration{}, err
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, parser.ParseComments)
	if err != nil {
		return Declaration{}, err
	}
	for _, d := range parsed.Decls {
		if declared(d) != name {
			continue
		}
		from := d.Pos()
		if doc := docOf(d); doc != nil {
			from = doc.Pos()
		}
		return Declaration{
			Line:   fset.Position(d.Pos()).Line,
			Source: string(source[fset.Position(from).Offset:fset.Position(d.End()).Offset]) + "\n",
		}, nil
	}
	return Declaration{}, fmt.Errorf("%s: no declaration %s", file, name)
}

// declared returns the name of a declaration.
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
