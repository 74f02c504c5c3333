package program

import (
	"errors"
	"net"
	"time"
)

// acceptTime is how long a port may take to accept a connection from this machine,
// or to refuse it.
const acceptTime = 200 * time.Millisecond

// LeftRunning says what of the program the kit could not end; "" if it knows of nothing.
// It is known once the program has ended.
//
// A daemon leaves its group, and only Linux and Windows let us find it there. So
// its port gets a last look, if the program was told to listen on it: a port that
// the system chooses may be somebody else's by now.
func (p *Program) LeftRunning() string {
	if _, ended := p.Ended(); !ended {
		return ""
	}
	return p.left
}

// leftovers takes the last look of LeftRunning, once everything that can be found was ended.
func (p *Program) leftovers() string {
	told := hostPort(p.claim.port) // and not p.addr, which Start may write at this moment
	if !canBeLeft || p.claim.port == 0 || p.claim.port > lastPort || !accepts(told) {
		return ""
	}
	return "a process that it started still accepts connections on " + told
}

// withLeftovers adds what stays of a program to the trouble that it did not start. One that
// gave up by itself left nothing: who listens there is somebody else, who was first.
func (p *Program) withLeftovers(err error) error {
	var trouble *Trouble
	if p.LeftRunning() == "" || p.ExitStatus() > 0 || !errors.As(err, &trouble) {
		return err
	}
	more := *trouble
	more.What += "; " + p.LeftRunning() + ": end it by hand"
	return &more
}

// accepts reports whether somebody accepts connections at addr. It connects only
// where that can't be seen.
func accepts(addr string) bool {
	if listens, known := listening(addr); known {
		return listens
	}
	nc, err := net.DialTimeout("tcp", addr, acceptTime)
	if err != nil {
		return false
	}
	nc.Close()
	return true
}
