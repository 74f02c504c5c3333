package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Where returns the absolute path of the folder named on a command line. ok reports whether
// word is a folder with Go code.
func Where(word string) (dir string, ok bool) {
	info, err := os.Stat(word)
	if err != nil || !info.IsDir() || !IsGo(word) {
		return "", false
	}
	dir, err = filepath.Abs(word)
	return dir, err == nil
}

// IsGo reports whether dir is a folder with Go code, which Build can build.
func IsGo(dir string) bool { return len(goFiles(dir)) > 0 }

// goFiles returns the names of the Go files in dir, without tests.
func goFiles(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
	}
	return names
}

// A Go says how to build Go code. Its paths are absolute.
type Go struct {
	Dir     string // the folder of its package main, or the one from which Package is built
	Package string // such as "./work/14-a-thousand"; empty: the package in Dir
	Test    bool   // build its tests as a program, instead of the program itself
	Overlay string // a file for `go build -overlay`; empty: none
	Race    bool   // with the race detector
	Out     string // the executable to write
	Servers int    // how many servers the program has in it, beyond one: each prolongs the limit

	Env     []string // added to our own environment
	Through *Through
}

// Build builds a server. The error is a *Trouble with the compiler's words, or ctx's. When
// ctx ends, the compiler gets an interrupt, so that it can clean up.
func Build(ctx context.Context, g Go) (Command, error) {
	trouble := &Trouble{Kind: OverLimit, Tried: strings.TrimSpace("go build in " + g.Dir + " " + g.Package)}
	if t := Unfit(filepath.Dir(g.Out), trouble.Tried); t != nil {
		return Command{}, t
	}
	within, cancel := context.WithTimeout(ctx, g.limit())
	defer cancel()
	build, handed, err := g.Through.command(within, append([]string{"go"}, g.args()...))
	if err != nil {
		return Command{}, err
	}
	build.Dir = g.Dir
	build.Env = append(append(os.Environ(), g.Env...), "GOTMPDIR="+filepath.Dir(g.Out)) // a killed build leaves its files here, and they are deleted with the kit's own
	group := handed.group(build)
	defer group.close()
	build.Cancel = group.interrupt
	build.WaitDelay = stopTime
	out, broken := newOutput(), ""
	build.Stdout, build.Stderr = out, out
	notHanded := handed.after(group.start)
	if build.Process != nil {
		broken = g.Through.bounds().wait(build.Process.Pid, g.Dir, group.kill)
		err = build.Wait()
	}
	if ctx.Err() != nil {
		return Command{}, ctx.Err()
	}
	if broken == "" && within.Err() != nil {
		broken = fmt.Sprintf("took more than %v", g.limit())
	}
	if broken != "" {
		trouble.What = "the build of the Go code " + broken
		return Command{}, trouble
	}
	if g.Through != nil && notHanded != nil {
		return Command{}, notHanded
	}
	err = cmp.Or(notHanded, err)
	if err != nil {
		if t := Unfit(filepath.Dir(g.Out), trouble.Tried); t != nil { // the disk became full meanwhile
			return Command{}, t
		}
		trouble.Kind, trouble.What = NotBuilt, "the Go code does not build"
		trouble.Output = cmp.Or(strings.TrimSpace(out.String()), explain(err))
		return Command{}, trouble
	}
	return Command{Args: []string{g.Out}}, nil
}

// args returns the arguments of the go command.
func (g Go) args() []string {
	// -w leaves out the debug information, which halves the time. -trimpath is left out: with
	// it, Go would build its whole standard library again, because go test and go tool build
	// without it.
	args := []string{"build", "-buildvcs=false", "-ldflags=-w", "-o", g.Out}
	if g.Test {
		args = append([]string{"test", "-c", "-vet=off"}, args[1:]...)
	}
	if g.Race {
		args = append(args, "-race")
	}
	if g.Overlay != "" {
		args = append(args, "-overlay", g.Overlay)
	}
	if g.Package != "" {
		args = append(args, g.Package)
	} else {
		args = append(args, what(g.Dir)...)
	}
	return args
}

// limit is how long the build may take. A few hundred servers took 114 s of processor time, so
// each may take many times its share.
func (g Go) limit() time.Duration { return makeTime + time.Duration(g.Servers)*10*time.Second }

// what returns what to build in dir: the package or, outside of any module, its files, as `go
// run main.go` does. A first program often has no go.mod.
func what(dir string) []string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return []string{"."}
		}
		if at == filepath.Dir(at) {
			return goFiles(dir)
		}
	}
}

// explain returns a message for a build that failed without output from a compiler.
func explain(err error) string {
	if errors.Is(err, exec.ErrNotFound) {
		return "the go command was not found; is Go installed, and in PATH?"
	}
	return reason(err)
}
