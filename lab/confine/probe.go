package confine

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"chatlab/lab/program"
	"chatlab/lab/scratch"
)

// tryWord, in place of a spec, makes the worker try what it must not do.
const tryWord = "try"

// targets is what the child of a probe tries to reach. All of it belongs to the kit.
type targets struct {
	File   string // it exists
	Port   int    // the kit listens there
	Kit    int    // a process
	Space  string // its namespace of processes
	Folder string // files can be made there
}

// ownSpace names the namespace in which our process id counts.
const ownSpace = "/proc/self/ns/pid"

// Probe finds out what this system can hold, for programs with this spec. It starts a child
// that tries to do what it must not, so it takes as long as two starts of a program. What it
// can't try is reported as the system says.
func Probe(ctx context.Context, s Spec) (Report, error) {
	var held Report
	s.Tell = func(r Report) { held = r }
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, remove, err := scratch.Folder("probe")
	if err != nil {
		return nil, err
	}
	defer remove()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer ln.Close()
	reach := targets{File: filepath.Join(dir, "file"), Port: ln.Addr().(*net.TCPAddr).Port, Kit: os.Getpid(), Folder: dir}
	reach.Space, _ = os.Readlink(ownSpace)
	if err := os.WriteFile(reach.File, []byte("private\n"), 0o644); err != nil {
		return nil, err
	}
	own := filepath.Join(dir, "own")
	if err := os.Mkdir(own, 0o755); err != nil {
		return nil, err
	}
	s.Read, s.Write = append(s.Read, self), []string{own}
	text, _ := json.Marshal(reach)
	c := Command(program.Command{Args: []string{self, Word, tryWord, string(text)}, Dir: own}, s)
	if c.Through == nil {
		return held, nil // nothing
	}
	p, err := program.Run(ctx, c, program.Options{})
	if err != nil {
		return nil, err
	}
	defer p.Kill()
	p.AwaitEnd(ctx)
	return tried(held, p.Output())
}

// tried corrects a report by what the child could do.
func tried(held Report, output string) (Report, error) {
	could := map[string]string{}
	if err := json.Unmarshal([]byte(strings.TrimSpace(output)), &could); err != nil {
		return nil, fmt.Errorf("the probe of what this system can hold printed %q: %w", output, err)
	}
	for i, b := range held {
		if what := could[b.Name]; what != "" {
			held[i].Held, held[i].How = false, "a try to "+what+" was successful"
		}
	}
	return held, nil
}
