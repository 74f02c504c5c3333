package grade

import (
	"chatlab/lab/dialect"
	"chatlab/lab/program"
	"chatlab/lab/specimen"
)

// A Target is a server to test. Exactly one of Folder and Command is set.
type Target struct {
	Name    string           // what stories call it: "the reference server", "./work/03-half-a-message"
	Folder  string           // a folder with Go code, built once; absolute
	Command program.Command  // how to run it, if it is no folder
	Dialect *dialect.Dialect // how it words things; nil means as the protocol, with every feature

	// For a Folder:
	Args      []string // arguments of the program
	Announces bool     // it prints "listening on HOST:PORT"
	Overlay   string   // a file for `go build -overlay`

	// For the simulator:
	Files specimen.Files  // what Folder is with Overlay, by the names of a student's copy; nil: Folder as it is
	Work  program.Command // makes runs on behalf of others (package hunt); the zero value means to build that
}
