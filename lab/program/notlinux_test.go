//go:build !linux

package program

// linuxPrograms are programs that only Linux can run.
var linuxPrograms = map[string]func([]string){}
