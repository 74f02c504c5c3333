package course

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/program"
)

// ServerFile is the name of the file beside a program that says how the kit runs it, and how
// it words things.
const ServerFile = "chatlab.server"

// A served program is what a server file says.
type served struct {
	run     program.Command // in any folder: its paths are absolute
	build   program.Command // run once before, in the program's folder; none if there are no Args
	dialect *dialect.Dialect
	core    bool // only the core of the protocol is asked
}

// hasServerFile reports whether a folder has one.
func hasServerFile(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, ServerFile))
	return err == nil && info.Mode().IsRegular()
}

// serverFileEnding is how the name of every server file ends. Only in a folder it needs its usual
// name.
const serverFileEnding = ".server"

// serverFile returns the server file that a word on the command line means: that of a folder, or a
// file with its ending.
func serverFile(word string) (file string, found bool, err error) {
	path, err := filepath.Abs(word)
	switch {
	case err != nil:
		return "", false, nil // it is a command
	case hasServerFile(path):
		return filepath.Join(path, ServerFile), true, nil
	case filepath.Ext(word) != serverFileEnding || strings.ContainsAny(word, " {"):
		return "", false, nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", false, fmt.Errorf("there is no server file %s; dialect probe --out writes one", word)
	case !info.Mode().IsRegular():
		return "", false, fmt.Errorf("%s has no file %s", word, ServerFile)
	}
	return path, true, nil
}

// ServerWords are the words of a server file beside those of a dialect file.
func ServerWords() []dialect.Word { return (&serverText{}).words() }

// A serverText is what a server file has, as text.
type serverText struct {
	run, build string
	port       int
	core       bool
}

func (s *serverText) words() []dialect.Word {
	return []dialect.Word{
		{Word: "run", Hint: "the command that runs the server, with {port} for its port", Set: func(v string) error { s.run = v; return nil }},
		{Word: "build", Hint: "a command that is run once before, in the server's folder; without it, nothing is built", Set: func(v string) error { s.build = v; return nil }},
		{Word: "port", Hint: "the only port on which it can listen; without it, {port}", Set: func(v string) (err error) {
			if s.port, err = strconv.Atoi(v); err != nil || s.port < 1 || s.port > 65535 {
				return errors.New("a port is a number from 1 to 65535")
			}
			return nil
		}},
		{Word: "core", Hint: "yes: only the core of the protocol is asked, as by --core", Set: func(v string) error {
			if s.core = v == "yes"; !s.core && v != "no" {
				return errors.New("write yes or no")
			}
			return nil
		}},
	}
}

// readServerFile reads a server file. An error names it and what to do.
func readServerFile(file string) (s served, err error) {
	dir := filepath.Dir(file)
	var text serverText
	if s.dialect, err = dialect.Load(file, text.words()...); err != nil {
		return s, err
	}
	if text.run == "" {
		return s, fmt.Errorf("%s: the line run is missing; write run and the command that starts the server, such as run python3 server.py {port}", file)
	}
	if s.run, err = program.Parse(text.run); err != nil {
		return s, fmt.Errorf("%s: run: %w", file, err)
	}
	s.run.Port, s.core = text.port, text.core
	if s.run, err = runnableIn(dir, s.run); err != nil && text.build == "" { // the build may make it
		return s, fmt.Errorf("%s: run: %w", file, err)
	}
	if text.build == "" {
		return s, nil
	}
	if s.build, err = program.Parse(text.build); err == nil {
		s.build, err = runnableIn(dir, s.build)
	}
	if err != nil {
		return s, fmt.Errorf("%s: build: %w", file, err)
	}
	s.build.Dir = dir
	return s, nil
}

// runnableIn prepares a command whose relative paths are in a folder, so that it can run in
// any other. The server must not run in the clone, where it could change what it is tested
// with.
func runnableIn(dir string, command program.Command) (program.Command, error) {
	args := make([]string, len(command.Args))
	for i, word := range command.Args {
		args[i] = word
		if inside := filepath.Join(dir, filepath.FromSlash(word)); isInside(word) || mayBePath(word) && exists(inside) {
			args[i] = inside
		}
	}
	command.Args = args
	if _, err := program.Locate(args[0]); err != nil {
		return command, fmt.Errorf("%q can't be run: %w", args[0], err)
	}
	return command, nil
}

// isInside reports whether a word is a path from the folder that it is used in, even if there
// is nothing yet: a build may make it.
func isInside(word string) bool {
	slashed := filepath.ToSlash(word)
	return slashed == "." || strings.HasPrefix(slashed, "./") || strings.HasPrefix(slashed, "../")
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
