package handin

import (
	"bufio"
	"bytes"
	"go/scanner"
	"go/token"
	"os"
	"path"
	"strconv"
	"strings"
)

// A Note says what is unusual in the files of a Go program, for its builder.
type Note struct {
	Kind NoteKind
	File string // in the lesson's folder
	Text string // the line, cleaned and cut
}

// A NoteKind is a kind of note. The comments say how the files are to be treated.
type NoteKind string

const (
	// GoMod: it is a module of its own, so it is not part of the kit's and can't import
	// chatlab/… Build it as it is, without a network.
	GoMod NoteKind = "go.mod"

	// Replace: it has modules taken from other places. Build it where there is nothing else to
	// read, with GOFLAGS=-mod=readonly.
	Replace NoteKind = "replace"

	// Require: it needs modules. Without a network they must be in the module cache.
	Require NoteKind = "require"

	// Toolchain: it asks for a version of Go. Build with GOTOOLCHAIN=local, or Go downloads
	// and runs what the line names.
	Toolchain NoteKind = "toolchain"

	// Workspace: a go.work file. Build with GOWORK=off, unless you mean it.
	Workspace NoteKind = "go.work"

	// Embed: files are built into the program. Only laid ones can be: no links, nothing from
	// outside.
	Embed NoteKind = "embed"

	// Cgo: it needs a C compiler. With CGO_ENABLED=0 the file is not built.
	Cgo NoteKind = "cgo"
)

// notesOf reads the notes of laid files. It holds one file at a time in memory.
func notesOf(root *os.Root, files []laidFile) (notes []Note, err error) {
	for _, f := range files {
		if len(notes) >= maxListed {
			break
		}
		name := path.Base(f.path)
		if name != "go.mod" && name != "go.work" && path.Ext(name) != ".go" {
			continue
		}
		text, err := root.ReadFile(f.path) // at most MaxFile
		if err != nil {
			return nil, err
		}
		add := func(kind NoteKind, text string) {
			if len(notes) < maxListed {
				notes = append(notes, Note{kind, shown(f.path), shown(text)})
			}
		}
		switch name {
		case "go.mod":
			modNotes(string(text), add)
		case "go.work":
			add(Workspace, "")
			modNotes(string(text), add)
		default:
			goNotes(text, add)
		}
	}
	return notes, nil
}

// modNotes reads a go.mod or go.work. It knows lines and blocks, and need not know more: it
// tells too much rather than too little.
func modNotes(text string, add func(NoteKind, string)) {
	block := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		verb := words[0]
		switch {
		case verb == ")":
			block = ""
			continue
		case block != "":
			verb = block
		case strings.HasSuffix(strings.TrimSpace(line), "("):
			block = strings.TrimSuffix(verb, "(")
			continue
		}
		switch verb {
		case "module":
			add(GoMod, strings.TrimSpace(line))
		case "replace":
			add(Replace, strings.TrimSpace(line))
		case "require":
			add(Require, strings.TrimSpace(line))
		case "toolchain", "go":
			add(Toolchain, strings.TrimSpace(line))
		}
	}
}

// goNotes reads a Go file.
func goNotes(text []byte, add func(NoteKind, string)) {
	if path, ok := importsC(text); ok {
		add(Cgo, "import "+path)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if after, ok := strings.CutPrefix(line, "//go:embed"); ok && strings.TrimLeft(after, " \t") != after {
			add(Embed, line)
		}
	}
}

// importsC finds import "C", as it is written. It reads words and not syntax: the syntax tree
// of a large file is many times larger. What can't be parsed can't be built, and the compiler
// explains it better.
func importsC(text []byte) (written string, ok bool) {
	var words scanner.Scanner
	words.Init(token.NewFileSet().AddFile("", -1, len(text)), text, func(token.Position, string) {}, 0)
	for imports := false; ; {
		switch _, word, literal := words.Scan(); word {
		case token.IMPORT:
			imports = true
		case token.STRING:
			if path, err := strconv.Unquote(literal); imports && err == nil && path == "C" {
				return literal, true
			}
		case token.EOF, token.FUNC, token.TYPE, token.VAR, token.CONST: // imports are before those
			return "", false
		}
	}
}
