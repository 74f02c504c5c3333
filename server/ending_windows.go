package server

import "net"

// connected is asked where a read may miss an RST because a write has seen it
// first. Here a read sees it, too.
func connected(net.Conn) bool { return true }
