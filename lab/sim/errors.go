package sim

import "net"

// opError returns a call's error in the form of package net, or nil.
func (c *Conn) opError(op string, err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.peer.local, Err: err}
}
