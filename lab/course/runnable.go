package course

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chatlab/lab/program"
)

// runnable prepares a command of --server to be run, or says why it can't be run.
//
// A server must not run in the clone, where it could change what it is tested with. If the
// command is typed in the clone, the server gets its own folder for each scenario. Relative
// paths in the command become absolute. If it is typed elsewhere, the server runs there:
// build tools look for their project in the current folder.
func (k Kit) runnable(command program.Command) (program.Command, error) {
	name := command.Args[0]
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return command, fmt.Errorf("%s is a folder without a Go program (package main); name a folder that has one, or a command to run", name)
	}
	found, err := program.Locate(name)
	if err != nil {
		return command, fmt.Errorf("%q can't be run: %w; name a folder with a Go program, or a command such as 'python3 server.py {port}'", name, err)
	}
	here, err := os.Getwd()
	if err != nil {
		return command, err
	}
	if below, err := filepath.Rel(k.Root, here); err != nil || !filepath.IsLocal(below) {
		command.Dir = here
		return command, nil
	}
	args := []string{found}
	for _, word := range command.Args[1:] {
		if isPath(word) {
			word = filepath.Join(here, word)
		}
		args = append(args, word)
	}
	if strings.ContainsRune(found, filepath.Separator) {
		args[0], err = filepath.Abs(found)
	}
	command.Args = args
	return command, err
}

// isPath reports whether a word of a command is a relative path of something that exists. A
// bare word is not one, even if a folder has that name, as in `python3 -m server`.
func isPath(word string) bool {
	return mayBePath(word) && exists(word)
}

func mayBePath(word string) bool { return !filepath.IsAbs(word) && strings.ContainsAny(word, `./\`) }
