package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Command is how to run a server. Args may hold the placeholders {port},
// {host} and {addr}; without any, and without a fixed port, the address is
// appended as "--addr HOST:PORT".
type Command struct {
	Args      []string
	Dir       string // where to run it; empty: where we are
	Port      int    // the one port on which it can listen; 0: one that we choose
	Announces bool   // it prints "listening on HOST:PORT", so it can be given port 0
}

// Host is the address that servers under test listen on.
const Host = "127.0.0.1"

// Parse splits a command line as a shell would, without running one: spaces
// separate, single and double quotes and the backslash keep together.
func Parse(line string) (Command, error) {
	var args []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			inWord, escaped = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			inWord, quote = true, r
		case r == ' ' || r == '\t' || r == '\n':
			if inWord {
				args = append(args, word.String())
			}
			word.Reset()
			inWord = false
		default:
			inWord = true
			word.WriteRune(r)
		}
	}
	switch {
	case quote != 0 || escaped:
		return Command{}, fmt.Errorf("command %q: a quote does not end", line)
	case inWord:
		args = append(args, word.String())
	}
	if len(args) == 0 {
		return Command{}, errors.New("command: empty")
	}
	return Command{Args: args}, nil
}

// IsGo reports whether dir is a folder with Go code, to be given to Build.
func IsGo(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(files) > 0
}

// A Go says how to build Go code.
type Go struct {
	Dir     string // the folder of its package main
	Overlay string // a file for `go build -overlay`; or empty
	Race    bool   // with the race detector
	Out     string // the executable to write
}

// Build builds a server. The error is a *Trouble with the compiler's words,
// or ctx's.
func Build(ctx context.Context, g Go) (Command, error) {
	args := []string{"go", "build", "-o", g.Out}
	if g.Race {
		args = append(args, "-race")
	}
	if g.Overlay != "" {
		args = append(args, "-overlay", g.Overlay)
	}
	build := exec.CommandContext(ctx, args[0], append(args[1:], what(g.Dir)...)...)
	build.Dir = g.Dir
	build.WaitDelay = pipeTime
	out, err := build.CombinedOutput()
	if ctx.Err() != nil {
		return Command{}, ctx.Err()
	}
	if err != nil {
		return Command{}, &Trouble{
			What:   "the Go code does not build",
			Tried:  "go build in " + g.Dir,
			Output: strings.TrimSpace(string(out)) + explain(err),
		}
	}
	return Command{Args: []string{g.Out}}, nil
}

// what is what to build in dir: the package or, outside of any module, its
// files, as in `go run main.go`. A first program often has no go.mod.
func what(dir string) []string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return []string{"."}
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return []string{"."}
	}
	return slices.DeleteFunc(files, func(file string) bool { return strings.HasSuffix(file, "_test.go") })
}

// explain says more where there was no compiler to speak for itself.
func explain(err error) string {
	if errors.Is(err, exec.ErrNotFound) {
		return "the go command was not found; is Go installed, and in PATH?"
	}
	return ""
}

// port returns the port to give it; 0 means that it chooses and tells.
func (c Command) port() (int, error) {
	switch {
	case c.Announces:
		return 0, nil
	case c.Port == 0:
		return choosePort()
	case !free(c.Port):
		return 0, &Trouble{
			What:  fmt.Sprintf("port %d, on which the program is to listen, is in use by another program", c.Port),
			Tried: strings.Join(c.Args, " "),
		}
	}
	return c.Port, nil
}

// expand returns the arguments with an address in them.
func (c Command) expand(port int, more []string) []string {
	addr := Host + ":" + strconv.Itoa(port)
	fill := strings.NewReplacer("{port}", strconv.Itoa(port), "{host}", Host, "{addr}", addr)
	args := make([]string, len(c.Args))
	filled := false
	for i, arg := range c.Args {
		args[i] = fill.Replace(arg)
		filled = filled || args[i] != arg
	}
	if !filled && c.Port == 0 {
		args = append(args, "--addr", addr)
	}
	return append(args, more...)
}

// Where returns the folder of a file or folder named on a command line, if
// it is one with Go code, made absolute.
func Where(word string) (dir string, ok bool) {
	info, err := os.Stat(word)
	if err != nil || !info.IsDir() || !IsGo(word) {
		return "", false
	}
	dir, err = filepath.Abs(word)
	return dir, err == nil
}
