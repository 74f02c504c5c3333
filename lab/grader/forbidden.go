package grader

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/lazyregexp"
)

// reference are the packages that are the right server. Nobody's work imports them: the copies
// of later lessons have a server folder of their own. lab are the packages that judge it, some
// of which run it.
var reference = []string{"chatlab/server", "chatlab/server/settings"}

const lab = "chatlab/lab"

// A ban is something that Go code in the process of the simulator must not do: it could change
// what is noted of its own run.
type ban struct {
	imports string                // a package, or one in a folder of packages
	uses    func() *regexp.Regexp // what of it; nil: anything
}

// bans are ways to write to memory or to run machine code without the type system. With reflect
// a program has pointers of package unsafe without its import, and errors of encoding/json have
// values of reflect without that of reflect: see unsafeOf. Without unsafe, //go:linkname does
// nothing. Files of another language are not built there.
var bans = []ban{
	{"unsafe", nil},
	{"reflect", nil},
	{"C", nil},
	{"plugin", nil},
	{"golang.org/x/sys", nil},
	{"syscall", lazyregexp.New(`^(Raw|AllThreads)?Syscall|^Ptrace`)},
}

// unsafeOf matches the methods of package reflect whose results are pointers without a type.
var unsafeOf = lazyregexp.New(`^Unsafe(Pointer|Addr)$`)

// forbidden returns why Go code is not run at all, and nil if it may run. It reads what was laid,
// before anything of it has run. What can't be parsed can't be built.
func forbidden(source string, simulated bool) (refused *class.Refusal) {
	fs.WalkDir(os.DirFS(source), ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || path.Ext(file) != ".go" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(source, filepath.FromSlash(file)))
		if err != nil {
			return nil
		}
		if refused = forbiddenIn(file, text, simulated && !strings.HasSuffix(file, "_test.go")); refused != nil {
			return fs.SkipAll
		}
		return nil
	})
	return refused
}

// forbiddenIn is forbidden for one file.
func forbiddenIn(file string, text []byte, simulated bool) *class.Refusal {
	parsed, _ := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
	if parsed == nil {
		return nil
	}
	notSafe := func(use string) *class.Refusal {
		return class.Refuse("not safe", fmt.Sprintf("%s uses %s, with which a program can change the simulator that it runs in", file, use), "write it without: no lesson needs it")
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		ofLab := within(imported, lab) && !strings.HasSuffix(file, "_test.go")
		switch {
		case err != nil:
		case slices.Contains(reference, imported):
			return class.Refuse("not their own server", file+" imports "+imported+", which is the server of the kit", "write the server in the files that you hand in")
		case ofLab:
			return class.Refuse("imports the kit", file+" imports "+imported+", which is a part of the kit that judges it", "write what you need of it yourself")
		case simulated:
			for _, b := range bans {
				if use := b.usedIn(spec, imported, text); use != "" {
					return notSafe(use)
				}
			}
		}
	}
	for of, name := range selectors(text) {
		if simulated && unsafeOf().MatchString(name) {
			return notSafe(strings.TrimPrefix(of+"."+name, "."))
		}
	}
	return nil
}

// within reports whether a package is in a folder of packages, or is it.
func within(imported, folder string) bool {
	return imported == folder || strings.HasPrefix(imported, folder+"/")
}

// usedIn returns what a file uses of a ban, and "" for nothing.
func (b ban) usedIn(spec *ast.ImportSpec, imported string, text []byte) string {
	if !within(imported, b.imports) {
		return ""
	}
	name := path.Base(imported)
	if spec.Name != nil {
		name = spec.Name.Name
	}
	if b.uses == nil || name == "." {
		return imported
	}
	for of, used := range selectors(text) {
		if of == name && b.uses().MatchString(used) {
			return imported + "." + used
		}
	}
	return ""
}

// selectors yields each name after a dot, with the name before the dot; that is empty if something
// else is there, such as a call. It reads words and not syntax: a file may be large.
func selectors(text []byte) iter.Seq2[string, string] {
	return func(yield func(of, name string) bool) {
		var words scanner.Scanner
		words.Init(token.NewFileSet().AddFile("", -1, len(text)), text, func(token.Position, string) {}, 0)
		var last [2]token.Token
		of := ""
		for {
			_, word, literal := words.Scan()
			if word == token.EOF {
				return
			}
			if word == token.IDENT && last[1] == token.PERIOD {
				if last[0] != token.IDENT {
					of = ""
				}
				if !yield(of, literal) {
					return
				}
			}
			if word == token.IDENT {
				of = literal
			}
			last = [2]token.Token{last[1], word}
		}
	}
}
