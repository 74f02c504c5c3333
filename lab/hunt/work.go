package hunt

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"runtime"
	"runtime/debug"
)

// A reply is what a worker answers to a Case.
type reply struct {
	Outcome Outcome `json:"outcome"`
	Error   string  `json:"error,omitempty"` // the run could not be made
}

// garbage is how much of it may pile up, in percent of what is in use, before a
// worker cleans up: what one run leaves is gone with the next all the same.
const garbage = 400

// Work makes runs on behalf of another process: it reads Cases, one JSON text
// after the other, and answers each, until there are no more. It returns the
// exit status of the process that it is called in, to be used at once: after a
// run that left something behind it makes no other.
//
// Overlay is the file for `go build -overlay` with which the server was built, or
// empty. The server under test may print what it likes: nobody sees it.
func Work(serve Serve, overlay string, in io.Reader, out io.Writer) int {
	silence, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return 1
	}
	os.Stdout, os.Stderr = silence, silence // a panic still goes where it should
	debug.SetGCPercent(garbage)
	cases := json.NewDecoder(bufio.NewReader(in))
	for {
		var c Case
		if err := cases.Decode(&c); err == io.EOF {
			return 0
		} else if err != nil {
			return 1
		}
		if !c.Loose {
			runtime.GOMAXPROCS(1) // see the package comment of sim
		}
		var answer reply
		answer.Outcome, err = run(serve, c, sources{overlay})
		if err != nil {
			answer.Error = err.Error()
		}
		if json.NewEncoder(out).Encode(answer) != nil || answer.Outcome.Lost {
			return 1
		}
	}
}
