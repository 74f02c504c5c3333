package grade

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"chatlab/lab/patch"
	"chatlab/lab/program"
)

// NotSimulated says why a server can't run in the simulator.
type NotSimulated string

func (n NotSimulated) Error() string { return string(n) }

// simulated is the folder in which a program made of files is built for the simulator. It
// does not exist on disk: the overlay of the build has all its files.
const simulated = "testdata/simulated"

// workerFile makes the tests of a program a worker of package hunt.
const workerFile = `package PACKAGE

import (
	"os"
	"testing"

	"chatlab/lab/hunt"
)

func TestMain(*testing.M) { os.Exit(hunt.Work(serve, os.Args[1], os.Stdin, os.Stdout)) }
`

// Worker returns a program that runs the target in the simulator, as hunt.Work does. It
// builds the program first if needed. The error is a NotSimulated if the simulator can't
// run the target, a *program.Trouble if it does not build, or ctx's.
func (b *Builder) Worker(ctx context.Context, t Target) (program.Command, error) {
	switch {
	case len(t.Work.Args) > 0 && !b.Race:
		return t.Work, nil
	case t.Folder == "" && t.Files == nil:
		return program.Command{}, notAProgram
	}
	return b.entry("worker", t).result(ctx, func() (program.Command, error) { return b.buildWorker(ctx, t) })
}

// CanSimulate returns nil if the simulator can run the target, as far as can be seen without
// building it.
func (b *Builder) CanSimulate(t Target) error {
	switch {
	case len(t.Work.Args) > 0:
		return nil
	case t.Folder == "" && t.Files == nil:
		return notAProgram
	}
	_, _, _, err := b.simulated(t)
	return err
}

const notAProgram = NotSimulated("the simulator runs Go code that has a function " + serveWanted + ", not a program")

// simulated returns where the target is built for the simulator, its files, and the name of
// its package.
func (b *Builder) simulated(t Target) (home string, files map[string][]byte, name string, err error) {
	home = simulated
	if t.Files != nil {
		files = t.Files.At(simulated, "chatlab/"+simulated)
	} else if home, err = b.inKit(t.Folder); err == nil {
		files, err = readFiles(t.Folder, home)
	}
	if err == nil {
		name, err = packageWithServe(home, files)
	}
	if not := NotSimulated(""); t.Files != nil && errors.As(err, &not) { // that folder is nothing to anybody
		err = NotSimulated(strings.NewReplacer(simulated+"/", "", simulated, "it").Replace(string(not)))
	}
	return home, files, name, err
}

func (b *Builder) buildWorker(ctx context.Context, t Target) (program.Command, error) {
	laid, err := os.MkdirTemp(b.Dir, "worker-*")
	if err != nil {
		return program.Command{}, err
	}
	home, files, name, err := b.simulated(t)
	if err != nil {
		return program.Command{}, err
	}
	files[path.Join(home, "lab_simulator_test.go")] = []byte(strings.ReplaceAll(workerFile, "PACKAGE", name))
	overlay, err := patch.Lay(files, b.Root, laid)
	if err != nil {
		return program.Command{}, err
	}
	g := b.goBuild(b.Root)
	g.Package, g.Test, g.Overlay = "./"+home, true, overlay
	command, err := program.Build(ctx, g)
	command.Through, command.Dir = b.Start, laid // never the clone
	return command.With(overlay), err
}

// inKit is the folder's path in the kit, with forward slashes.
func (b *Builder) inKit(folder string) (string, error) {
	inside, err := filepath.Rel(b.Root, folder)
	if err != nil || !filepath.IsLocal(inside) {
		return "", NotSimulated(folder + " is not in this clone: the simulator is built together with what it runs")
	}
	return filepath.ToSlash(inside), nil
}

// readFiles reads the Go files of a folder, by their paths in the kit. Tests are in the map
// without their text, so they are not built.
func readFiles(folder, home string) (map[string][]byte, error) {
	names, err := fs.Glob(os.DirFS(folder), "*.go")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(name, "_test.go") {
			text = nil
		}
		files[path.Join(home, name)] = text
	}
	return files, nil
}

const serveWanted = "serve(ctx context.Context, ln net.Listener) error"

// packageWithServe returns the name of the package in home that has serve, the function
// that the simulator runs. It skips files with mistakes: the compiler reports those.
func packageWithServe(home string, files map[string][]byte) (string, error) {
	other := ""
	for file, text := range files {
		if path.Dir(file) != home || text == nil {
			continue
		}
		positions := token.NewFileSet()
		parsed, _ := parser.ParseFile(positions, file, text, parser.SkipObjectResolution)
		if parsed == nil || parsed.Name == nil {
			continue
		}
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			switch {
			case !ok || f.Recv != nil || f.Name.Name != "serve":
			case isServe(f.Type, text, positions):
				return parsed.Name.Name, nil
			default:
				other = fmt.Sprint(positions.Position(f.Pos()))
			}
		}
	}
	if other != "" {
		return "", NotSimulated(fmt.Sprintf("%s: serve has a different signature; the simulator runs %s", other, serveWanted))
	}
	return "", NotSimulated(fmt.Sprintf("%s has no function %s, which the simulator runs; the copies of lessons 08 and later have one", home, serveWanted))
}

// isServe reports whether a function has the parameters and results of serve.
func isServe(f *ast.FuncType, text []byte, positions *token.FileSet) bool {
	types := func(list *ast.FieldList) (all []string) {
		if list == nil {
			return nil
		}
		for _, field := range list.List {
			from, to := positions.Position(field.Type.Pos()).Offset, positions.Position(field.Type.End()).Offset
			for range max(len(field.Names), 1) {
				all = append(all, string(bytes.TrimSpace(text[from:to])))
			}
		}
		return all
	}
	return strings.Join(types(f.Params), ",") == "context.Context,net.Listener" && strings.Join(types(f.Results), ",") == "error"
}
