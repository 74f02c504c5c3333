package sim

import (
	"net"
	"time"
)

// An Act is one thing that the program on the server's host did and that the network can notice.
// With the acts of a run the network makes that run again, without the program: see Replay.
type Act struct {
	Deed  Deed
	Apart bool          // between this act and the one before, the network had looked what each end could send
	End   int           // the number of the end at which it was done; 0 if the deed is about no connection
	N     int           // bytes, or the value that was set
	At    time.Duration // on the network's time line
	After int64         // how many events had happened by then that no program waits for

	Probes net.KeepAliveConfig // for SetsKeepAlive
}

// A Deed is what a program does.
type Deed int

// The deeds.
const (
	Accepts        Deed = iota // takes the connection that has waited longest
	Reads                      // takes N bytes
	Writes                     // puts N bytes into the send buffer
	Finishes                   // calls CloseWrite
	Closes                     // calls Close
	SetsLinger                 // calls SetLinger with N
	SetsReadBuffer             // calls SetReadBuffer with N
	SetsWriteBuffer            // calls SetWriteBuffer with N
	SetsKeepAlive              // calls SetKeepAliveConfig with Probes
	StopsListening             // closes the listener
	Ends                       // says that it serves no more: see Net.End
	Deeds                      // how many there are
)

// did tells Options.Act what the program did. The caller holds the lock.
func (n *Net) did(a Act) {
	if n.options.Act == nil {
		return
	}
	a.At, a.After, a.Apart = n.Elapsed(), n.happened, n.looked
	n.looked = false
	n.options.Act(a)
}

// did is Net.did for what is done at this end, if that is the server's.
func (c *Conn) did(a Act) {
	if c.far {
		a.End = c.id
		c.net.did(a)
	}
}

// End says that the program serves no more, and calls Options.Ended. The program's own goroutine
// calls it.
func (n *Net) End() {
	n.mu.Lock()
	n.did(Act{Deed: Ends})
	n.mu.Unlock()
	if n.options.Ended != nil {
		n.options.Ended()
	}
}
