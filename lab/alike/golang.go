package alike

import (
	"go/scanner"
	gotoken "go/token"
)

// goTokens calls do for each token of Go source. Source with mistakes has tokens too. Package
// and import lines are left out: their names say nothing here.
func goTokens(text []byte, do func(token)) {
	files := gotoken.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile("", files.Base(), len(text)), text, nil, 0)
	leave, depth, first := false, 0, true
	for {
		_, kind, _ := s.Scan()
		if kind == gotoken.EOF {
			return
		}
		if depth == 0 && first {
			leave = kind == gotoken.IMPORT || kind == gotoken.PACKAGE
		}
		switch kind {
		case gotoken.LPAREN, gotoken.LBRACE, gotoken.LBRACK:
			depth++
		case gotoken.RPAREN, gotoken.RBRACE, gotoken.RBRACK:
			depth = max(depth-1, 0)
		}
		first = kind == gotoken.SEMICOLON
		if !leave {
			do(token{goText(kind), inside})
		}
	}
}

func goText(kind gotoken.Token) string {
	switch {
	case kind == gotoken.IDENT:
		return name
	case kind.IsLiteral():
		return literal
	}
	return kind.String()
}
