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

// garbage is the GC percentage of a worker. It is high because the memory of one run is
// free after the next anyway.
const garbage = 400

// Work makes runs for another process. It reads Cases, one JSON text after the other,
// and answers each until there are no more. It returns the exit status for its process,
// which should exit at once. After a run that left goroutines running it makes no
// other.
//
// Overlay is the file for `go build -overlay` that the server was built with, or empty.
// Nobody sees what the server under test prints.
func Work(serve Serve, overlay string, in io.Reader, out io.Writer) int {
	silence, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return 1
	}
	os.Stdout, os.Stderr = silence, silence // a panic still goes to the real stderr
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
