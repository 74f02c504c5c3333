package server

import "net"

// connected always reports true. On other systems a read may miss an RST that a write
// has seen. On Windows the read sees it too.
func connected(net.Conn) bool { return true }
