package program

import (
	"errors"
	"net"
	"time"
)

// acceptTime is how long a port of this machine may take to accept or refuse a connection.
const acceptTime = 200 * time.Millisecond

// LeftRunning says which part of the program was left running because the kit could not end
// it. It is "" before the program has ended, or if nothing is known to be left.
//
// A daemon leaves its group, and only Linux and Windows let us find it then. So we look at its
// port at the end, if we told the program to listen on it. A port that the system chose may
// already belong to another program.
func (p *Program) LeftRunning() string {
	if _, ended := p.Ended(); !ended {
		return ""
	}
	return p.left
}

// leftovers takes that look at the port, once everything that we can find was ended.
func (p *Program) leftovers() string {
	told := hostPort(p.claim.port) // not p.addr, which Start may write at this moment
	if !canBeLeft || p.claim.port == 0 || p.claim.port > lastPort || !accepts(told) {
		return ""
	}
	return "a process that it started still accepts connections on " + told
}

// withLeftovers adds what was left running to the trouble of a program that did not start. A
// program that failed by itself left nothing: another program had the port first.
func (p *Program) withLeftovers(err error) error {
	var trouble *Trouble
	if p.LeftRunning() == "" || p.ExitStatus() > 0 || !errors.As(err, &trouble) {
		return err
	}
	more := *trouble
	more.What += "; " + p.LeftRunning() + ": end it by hand"
	return &more
}

// accepts reports whether somebody accepts connections at addr. It connects only if the
// system does not show who listens.
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
