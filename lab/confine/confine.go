// Package confine starts the programs of a hand-in so that they can do little but serve: they
// read the system's programs and their own folder, write to their own folder, use their own
// port, and stay within limits on memory, processes and time. It holds what the system lets it
// hold, and reports how far that is.
//
// The kit itself stays free. It starts each program through a worker, which is the kit's own
// executable with a hidden word. The worker restricts itself and then becomes the program, by
// execve. What restricts a process in Linux is inherited, and can't be taken off.
//
// There is no network namespace, although each hand-in would have a port 5000 of its own in
// one: the kit's clients, its proxies and its look at sockets are in the kit's namespace, and
// a process with threads, such as the kit, can't enter the namespace of another. Instead
// Landlock (landlock(7)) holds the ports, and a filter (seccomp(2)) forbids all sockets but
// TCP ones. The filter also asks us at which address they listen.
//
// It is not a virtual machine: a hole in the kernel is a hole in it. And a program may still
// waste its share of the processor, and see which files exist by name, unless it can read
// their folder.
//
//   - confine.go: Spec and Command
//   - report.go: what held, and in which words
//   - probe.go: what this system can hold, found out in a child
//   - runtimes.go: where the programs are that run a hand-in
//   - environment.go: which variables it gets
//   - gobuild.go: how its Go code is built
//   - worker_linux.go: the worker; worker_other.go: systems where it holds nothing
//   - landlock_linux.go: files, ports, signals
//   - seccomp_linux.go: calls that Landlock does not know; filter_linux.go: as a program for
//     the kernel; calls_*.go: their numbers
//   - listen_linux.go: at which address and port it listens
//   - namespace_linux.go: processes and mounts of its own; mounts_linux.go: the mounts
//   - limits_linux.go: limits and privileges
//   - attempts_linux.go: the child of the probe
package confine

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"chatlab/lab/program"
)

// Word is the hidden word with which the kit's executable is the worker.
const Word = "confine-worker"

// Here, in Spec.Read and Spec.Write, is the working folder of the program.
const Here = "."

// A Spec says what a program may do. The zero value lets it run the system's programs, and
// nothing else. No word of it may come from a hand-in.
type Spec struct {
	Read  []string // files and folders that it may read and execute, beside those of the system
	Write []string // folders that it may also change; the first is its HOME, and has its temporary files
	Path  []string // folders for its PATH, before all others
	Env   []string // lines added to its environment

	Listens bool // it may listen on the port that it is given, and connect to that
	Silent  bool // but it may not connect, even to that
	Builds  bool // it is a build: it may set the modes and times of files, as compilers do

	Limits Limits
	Alone  bool     // without namespaces, as on systems that give none
	Must   []string // names of bounds that have to hold: without one it is not started

	// Tell gets what held, each time the program was started. It may be nil.
	Tell func(Report) `json:"-"`
}

// Limits are what a program may use. A zero field limits nothing. lab/program bounds the output,
// and holds Waiting and all that follow it, as well as the processor time of all together. It
// looks ten times a second, so a program may use more for a moment.
type Limits struct {
	Processor time.Duration // of each process, and of all together; whole seconds
	Memory    int64         // bytes of data of each process, resident or not
	Processes int           // at once; threads count
	Files     int           // open at once, in each process
	FileSize  int64         // bytes in one file

	Waiting  int   // processes and threads that wait for a processor all the time
	Together int64 // bytes of memory, resident, of the program and all that it has started
	Disk     int64 // bytes of all files in the folders where it may write, removed ones that are still open included
	Made     int   // files and folders there
}

// Usual is right for the servers of the lessons. No scenario has more than a hundred clients. A
// thread for each of them is legal, and so is a process. They keep at most a history on disk.
var Usual = Limits{
	Processor: 5 * time.Minute,
	Memory:    8 << 30, // runtimes reserve much more than they use
	Processes: 600,
	Files:     16 << 10,
	FileSize:  64 << 20,

	Waiting:  64,
	Together: 4 << 30,
	Disk:     128 << 20,
	Made:     5_000,
}

// ForBuilds is right for their builds. These may make many files, but a server of the lessons
// is compiled in a few seconds. A compiler that takes a minute was given something to chew on.
var ForBuilds = Limits{
	Processor: time.Minute,
	Memory:    8 << 30,
	Processes: 600,
	Files:     16 << 10,
	FileSize:  256 << 20,

	Waiting:  64,
	Together: 4 << 30,
	Disk:     1 << 30,
	Made:     50_000,
}

// Command returns a command that runs c as s says. Where the system can't hold anything, it
// is c itself.
func Command(c program.Command, s Spec) program.Command {
	c.Through = Through(s)
	return c
}

// Through is Command for what is not a program.Command.
func Through(s Spec) *program.Through {
	tell := s.Tell
	if tell == nil {
		tell = func(Report) {}
	}
	self, err := os.Executable()
	if !supported || err != nil {
		tell(nothing("this system has no way to confine a program that the kit knows"))
		return nil
	}
	s.Read, s.Write = absolute(s.Read), absolute(s.Write)
	text, _ := json.Marshal(s) // it has neither channels nor cycles
	return &program.Through{
		Args: []string{self, Word, string(text)},

		Bounds: program.Bounds{
			Threads: s.Limits.Processes, Waiting: s.Limits.Waiting, Processor: s.Limits.Processor, Memory: s.Limits.Together,
			Folders: s.Write, Disk: s.Limits.Disk, Files: s.Limits.Made,
		},
		Said: func(text []byte) error { return hear(text, tell) },
	}
}

// enough is more than what the worker has in threads, beside the program.
const enough = 16

// absolute makes paths independent of the working folder, except for Here. It leaves out
// empty ones, which would name that folder.
func absolute(paths []string) (all []string) {
	for _, path := range paths {
		if path == "" {
			continue
		}
		if abs, err := filepath.Abs(path); err == nil && path != Here {
			path = abs
		}
		all = append(all, path)
	}
	return all
}

// A said is what the worker reports. It may be followed by another one, with the reason why
// the program did not run.
type said struct {
	Held   Report   `json:",omitempty"`
	Failed string   `json:",omitempty"` // the worker could not do its work
	NotRun []string `json:",omitempty"` // the system's reason why it does not run the command; then the command
}

// hear reads what the worker has reported.
func hear(text []byte, tell func(Report)) error {
	all, err := decode(text)
	switch {
	case err != nil || len(all) == 0:
		return &program.Trouble{What: "the kit's own program, which confines others, said nothing that makes sense", Tried: Word, Output: string(text)}
	case all[0].Held != nil:
		tell(all[0].Held)
	}
	switch last := all[len(all)-1]; {
	case last.Failed != "":
		return &program.Trouble{What: "the program could not be confined: " + last.Failed, Tried: Word}
	case len(last.NotRun) > 1:
		return program.NotRun(last.NotRun[1:], errors.New(last.NotRun[0]))
	}
	return nil
}
