//go:build !unix

package program

// systemPrograms are programs that only some systems can run.
var systemPrograms = map[string]func([]string){}
