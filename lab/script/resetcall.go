package script

import (
	"context"
	"net"
)

// callAndReset connects to a server and resets the connection with as little between the two
// as this system allows: a server that is about to accept the connection should find that it
// is over. The connection that it returns is closed.
func callAndReset(ctx context.Context, addr string) (net.Conn, error) {
	nc, err := (&net.Dialer{KeepAlive: -1, Control: connectFirst}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	nc.(*net.TCPConn).SetLinger(0)
	nc.Close()
	return nc, nil
}
