package grade

import (
	"fmt"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/program"
	"chatlab/lab/specimen"
)

// A Kind says where a server comes from.
type Kind string

// The kinds of targets.
const (
	Reference Kind = "reference"
	Copy      Kind = "copy"    // a student's copy of a lesson
	Folder    Kind = "folder"  // a folder with Go code
	Command   Kind = "command" // a command line, in any language
	Patched   Kind = "patched" // files laid over a folder: a specimen, its fix, a mutant, or the reference to be built
)

// A Target is a server to test. Exactly one of Folder and Command is set.
type Target struct {
	Kind    Kind
	Caption string           // what stories call it: "the reference server", "./work/03-half-a-message"
	Folder  string           // a folder with Go code, built once; absolute
	Command program.Command  // how to run it, if there is no folder
	Build   program.Command  // run once before Command; none if it has no Args
	Dialect *dialect.Dialect // its dialect; nil means the words of the protocol, and every feature

	// For a Folder:
	Args      []string // arguments of the program
	Announces bool     // it prints "listening on HOST:PORT"
	Overlay   string   // a file for `go build -overlay`

	// For the simulator:
	Files specimen.Files  // the files of Folder with Overlay, named as in a student's copy; nil: Folder as it is
	Work  program.Command // a worker of package hunt; the zero value means to build one
}

// ID identifies a target, whatever its caption: by its folder and overlay, or by its
// command.
func (t Target) ID() string {
	switch {
	case t.Folder == "":
		return strings.Join(t.Command.Args, "\x00")
	case t.Files != nil:
		return fmt.Sprintf("%s\x00%x", t.Folder, t.Files.Sum())
	}
	return t.Folder + "\x00" + t.Overlay
}
