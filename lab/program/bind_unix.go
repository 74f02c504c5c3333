//go:build unix

package program

import "syscall"

// bindLikeOthers makes a bind fail on a port that still has connections in TIME-WAIT (RFC
// 9293, section 3.3.2). Go's own listeners set SO_REUSEADDR and can bind such a port. A
// program that does not set it can't.
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
