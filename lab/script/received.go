package script

import (
	"fmt"
	"sync/atomic"
)

// What clients take from a server before they stop reading. A server that never stops sending
// must not fill our memory, and each wait looks through the lines. The shortest line takes a
// hundred times its length, and so does the record of the shortest read. A room of 500 takes
// 250,000 lines in all to tell each who has come, and a server may write each in many pieces.
const (
	maxReceived = 32 << 20  // bytes, one client of a scenario
	mostLines   = 200_000   // one client
	maxOfAll    = 128 << 20 // bytes, all clients
	linesOfAll  = 1_000_000 // all clients
	readsOfAll  = 4_000_000 // all clients
)

// received counts what all clients of a scenario have taken.
type received struct {
	bytes, lines, reads atomic.Int64
}

// tooMuch counts a read of a client. bytesOfOne and linesOfOne are what that client has received by
// now. It says which limit is reached; "" if none is.
func (r *received) tooMuch(read, lines, bytesOfOne, linesOfOne int) string {
	bytes, all, reads := r.bytes.Add(int64(read)), r.lines.Add(int64(lines)), r.reads.Add(1)
	what := ""
	switch {
	case bytesOfOne > maxReceived:
		what = fmt.Sprintf("more than %d MiB", maxReceived>>20)
	case linesOfOne > mostLines:
		what = fmt.Sprintf("more than %d lines", mostLines)
	case bytes > maxOfAll:
		what = fmt.Sprintf("more than %d MiB to all clients together", maxOfAll>>20)
	case all > linesOfAll:
		what = fmt.Sprintf("more than %d lines to all clients together", linesOfAll)
	case reads > readsOfAll:
		what = fmt.Sprintf("more than %d pieces to all clients together", readsOfAll)
	default:
		return ""
	}
	return "the server sent " + what + ", and the scenario stopped reading"
}
