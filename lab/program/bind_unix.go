//go:build unix

package program

import "syscall"

// bindLikeOthers makes a bind fail on a port that still has connections in
// TIME-WAIT (RFC 9293, section 3.3.2). Go's own listeners ask for SO_REUSEADDR
// and pass over them; a program that does not ask can't have such a port.
func bindLikeOthers(_, _ string, c syscall.RawConn) error {
	var set error
	err := c.Control(func(fd uintptr) {
		set = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 0)
	})
	if err != nil {
		return err
	}
	return set
}
