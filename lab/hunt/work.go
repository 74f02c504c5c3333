package hunt

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"runtime"
	"runtime/debug"
)

// garbage is the GC percentage of a worker. It is high because the memory of one run is
// free after the next anyway.
const garbage = 400

// Work makes runs for another process, which judges them. It reads requests, one JSON text
// after the other, and answers each until there are no more. It returns the exit status for
// its process, which should exit at once. After a run that left goroutines running it makes no
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
	requests := json.NewDecoder(bufio.NewReader(in))
	for {
		var q request
		if err := requests.Decode(&q); err == io.EOF {
			return 0
		} else if err != nil {
			return 1
		}
		if !q.Case.Loose {
			runtime.GOMAXPROCS(1) // see the package comment of sim
		}
		var r reply
		r.Seen, err = observe(serve, q.Case, sources{overlay})
		if err != nil {
			r = reply{Error: err.Error()}
		}
		if q.send(out, r) != nil || r.Seen.Lost {
			return 1
		}
	}
}
