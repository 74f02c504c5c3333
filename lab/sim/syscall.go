package sim

import (
	"net"
	"time"
)

// A Syscall is a system call with which the program on the server's host did something that the
// network can notice. With those of a run the network makes that run again, without the program:
// see Replay.
type Syscall struct {
	Kind  SyscallKind
	Apart bool          // between this one and the one before, the network had looked what each end can send
	End   int           // the number of the end that it is about; 0 if it is about no connection
	N     int           // bytes, or the value that was set
	At    time.Duration // on the network's time line
	After int64         // how many events had happened by then that no program waits for

	Probes net.KeepAliveConfig // for SetsKeepAlive
}

// A SyscallKind is what a program does.
type SyscallKind int

// The kinds.
const (
	Accepts         SyscallKind = iota // takes the connection that has waited longest
	Reads                              // takes N bytes
	Writes                             // puts N bytes into the send buffer
	Finishes                           // calls CloseWrite
	Closes                             // calls Close
	SetsLinger                         // calls SetLinger with N
	SetsReadBuffer                     // calls SetReadBuffer with N
	SetsWriteBuffer                    // calls SetWriteBuffer with N
	SetsKeepAlive                      // calls SetKeepAliveConfig with Probes
	StopsListening                     // closes the listener
	Ends                               // serves no more: see Net.End
	SyscallKinds                       // how many there are
)

// did tells Options.Syscall what the program did. The caller holds the lock.
func (n *Net) did(s Syscall) {
	if n.options.Syscall == nil {
		return
	}
	s.At, s.After, s.Apart = n.Elapsed(), n.happened, n.looked
	n.looked = false
	n.options.Syscall(s)
}

// did is Net.did for what is done at this end, if that is the server's.
func (c *Conn) did(s Syscall) {
	if c.far {
		s.End = c.id
		c.net.did(s)
	}
}

// End says that the program serves no more, and calls Options.Ended. The program's own goroutine
// calls it.
func (n *Net) End() {
	n.mu.Lock()
	n.did(Syscall{Kind: Ends})
	n.mu.Unlock()
	if n.options.Ended != nil {
		n.options.Ended()
	}
}
