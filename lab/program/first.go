package program

import (
	"context"
	"net"
)

// call dials a program until it answers, where we can't see whether it listens. It keeps the
// connection for the program's first client. To connect and close would prove the same, but a
// beginner's server may not survive a client that leaves at once.
func (p *Program) call(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, stretch(startTime, p.slow))
	defer cancel()
	dialer := p.dialer()
	nc, err := p.persist(limited, func() (net.Conn, error) {
		select {
		case p.addr = <-p.out.announced:
		default:
		}
		return dialer.DialContext(limited, "tcp", p.addr)
	})
	if err != nil {
		return p.neverListened(ctx)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.first = nc
	return nil
}

// takeFirst returns the kept connection, once. It returns nil if there is none, or if the
// program has ended.
func (p *Program) takeFirst() net.Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	nc := p.first
	p.first = nil
	if nc != nil && p.over {
		nc.Close()
		return nil
	}
	return nc
}

// dropFirst resets the kept connection if nobody has taken it: a program that is asked to end
// may wait for its clients.
func (p *Program) dropFirst() {
	if nc := p.takeFirst(); nc != nil {
		nc.(*net.TCPConn).SetLinger(0)
		nc.Close()
	}
}
