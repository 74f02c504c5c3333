package alike

import (
	"slices"
	"strings"
)

// A language is what the lexer has to know of one. What it mistakes for something else, such
// as a regular expression with a quote in it, it mistakes in every hand-in alike.
type language struct {
	isGo     bool
	lines    bool      // a statement ends with its line, and blocks are indented
	comment  []string  // what begins a comment that ends with the line
	block    [2]string // what begins and ends one of several lines
	quotes   string    // what a text may begin with
	prefix   string    // letters that may be before a quote
	raw      string    // quotes of texts that may have line feeds
	triple   bool      // three quotes begin a text with line feeds
	lifetime bool      // a quote may begin a name instead
	docs     bool      // a text that is a whole line is a comment
}

var (
	cLike    = language{comment: []string{"//", "#include"}, block: [2]string{"/*", "*/"}, quotes: `"'`}
	script   = language{comment: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: "\"'`", raw: "`"}
	javaLike = language{comment: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: `"'`, triple: true}
	rust     = language{comment: []string{"//"}, block: [2]string{"/*", "*/"}, quotes: `"'`, raw: `"`, lifetime: true}
	python   = language{lines: true, comment: []string{"#"}, quotes: `"'`, prefix: "rRuUbBfFtT", triple: true, docs: true}
	hashed   = language{lines: true, comment: []string{"#"}, quotes: `"'`, raw: `"'`}
	perl     = language{comment: []string{"#"}, quotes: `"'`, raw: `"'`}
	php      = language{comment: []string{"//", "#"}, block: [2]string{"/*", "*/"}, quotes: `"'`, raw: `"'`}
	lua      = language{lines: true, comment: []string{"--"}, block: [2]string{"--[[", "]]"}, quotes: `"'`}
	haskell  = language{lines: true, comment: []string{"--"}, block: [2]string{"{-", "-}"}, quotes: `"`}
	ml       = language{lines: true, block: [2]string{"(*", "*)"}, quotes: `"`, raw: `"`}
	erlang   = language{lines: true, comment: []string{"%"}, quotes: `"'`}
	lisp     = language{comment: []string{";"}, quotes: `"`, raw: `"`}
)

// languages has the language of each ending.
var languages = map[string]language{
	".go": {isGo: true},
	".py": python,
	".c":  cLike, ".h": cLike, ".cc": cLike, ".cpp": cLike, ".hpp": cLike, ".zig": cLike, ".d": script,
	".java": javaLike, ".kt": javaLike, ".kts": javaLike, ".scala": javaLike, ".swift": javaLike, ".cs": javaLike,
	".js": script, ".mjs": script, ".cjs": script, ".ts": script,
	".rs": rust, ".php": php, ".pl": perl,
	".rb": hashed, ".sh": hashed, ".ex": hashed, ".exs": hashed, ".jl": hashed, ".nim": hashed, ".r": hashed, ".ps1": perl,
	".lua": lua, ".hs": haskell, ".ml": ml, ".erl": erlang, ".clj": lisp,
}

// classWords are words before a body whose parts may be in any order.
var classWords = []string{"class", "interface", "record", "object", "trait", "impl", "namespace"}

// definingWords begin a line that defines something, in languages with lines.
var definingWords = []string{"def", "defp", "defmodule", "class", "async", "@", "function", "local", "fn", "proc", "module", "func"}

// keywords are not replaced: they are what a program does. Names of types and words such as
// public are replaced like all other names.
var keywords = wordsOf(`
	if else elif elsif unless for foreach while until loop do switch case match when default
	break continue next return yield goto pass
	try except catch rescue finally ensure raise throw throws defer
	with using async await import from require include
	new delete not and or in is instanceof
	lambda begin end then
`, classWords, definingWords)

func wordsOf(text string, more ...[]string) map[string]bool {
	all := map[string]bool{}
	for _, word := range append(strings.Fields(text), slices.Concat(more...)...) {
		all[word] = true
	}
	return all
}
