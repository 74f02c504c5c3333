package grader

import (
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/program"
)

// The first argument of the test binary when it is a server.
const (
	serves    = "serves"
	prints    = "prints"
	showsPort = "shows its port and ends"
)

// TestMain makes the test binary act as a server of a hand-in: it listens, or prints, and does
// no more.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == serves {
		if _, err := net.Listen("tcp", os.Getenv("ADDR")); err != nil {
			panic(err)
		}
		io.Copy(io.Discard, os.Stdin) // until we are ended
		return
	}
	if len(os.Args) > 1 && os.Args[1] == showsPort {
		fmt.Println("listen", os.Getenv("ADDR"))
		return
	}
	for text := make([]byte, 1<<20); len(os.Args) > 1 && os.Args[1] == prints; {
		os.Stdout.Write(text)
	}
	os.Exit(m.Run())
}

// TestScout: after a first start in trouble, one scenario that ends in trouble is enough, and
// after one that breaks a limit, none is tried. A server that was not built is no such start:
// the run reports it.
func TestScout(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		target grade.Target
		fine   bool
		count  int
	}{
		"it listens":             {grade.Target{Command: program.Command{Args: []string{self, serves}}}, true, 0},
		"it ends at once":        {grade.Target{Command: program.Command{Args: []string{self, "-test.run=^$"}}}, false, mostInVain - 1},
		"there is nothing":       {grade.Target{Command: program.Command{Args: []string{"no-such-program"}}}, false, mostInVain - 1},
		"it prints all the time": {grade.Target{Command: program.Command{Args: []string{self, prints}}}, false, mostInVain},
		"it does not build":      {grade.Target{Folder: t.TempDir()}, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			x := &try{grader: &Grader{}, dir: t.TempDir()}
			x.handed.Target = row.target
			fine, err := x.scout(t.Context(), &grade.Builder{Dir: t.TempDir()})
			if err != nil || fine != row.fine || x.vain.count != row.count {
				t.Errorf("fine %v, %d in vain, %v; want %v and %d", fine, x.vain.count, err, row.fine, row.count)
			}
			if x.vain.is() != (row.count == mostInVain) || x.vain.is() && x.vain.first.Kind != program.OverLimit {
				t.Errorf("is it in vain? %v, %v", x.vain.is(), x.vain.first)
			}
		})
	}
}
