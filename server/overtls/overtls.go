// Package overtls carries a chat over TLS. Its listener and its connections
// behave, for whoever uses them, as those of TCP do; so package server runs on
// them as it is, and a client may as well.
//
// TLS itself is crypto/tls. What is here is what that leaves out, since it was
// made for programs that give a connection up at the first deadline that
// passes, and that end both directions at once. A chat server does neither: it
// writes in short turns, because a slow reader is not a gone one, and it says
// a last word after the other side's.
//
// It makes no certificates, and trusts nobody by itself: the caller does, in its
// tls.Config.
//
//   - overtls.go: Listener and Client, and what we ask of TLS
//   - conn.go: Conn, its phases and deadlines, and what it hands on to TCP
//   - handshake.go: who shakes hands, and what is written before that is done
//   - write.go: Write, which may stop halfway and go on later
//   - unsent.go: what TLS has made and the kernel has not taken yet
//   - goodbye.go: the two ends of an output, close_notify and FIN
//   - ending.go: what the end of an input means
//   - files.go: a server's certificate and key, from files
//
// It starts no goroutine. Whoever reads shakes hands; whoever writes pays.
package overtls

import (
	"crypto/tls"
	"net"
)

// Listener returns a listener that accepts what ln accepts, as a *Conn with
// the server's part of TLS. Accept does not wait for the handshake: one caller
// who says nothing would keep out all others.
//
// Config needs a certificate at least. It is not changed.
func Listener(ln net.Listener, config *tls.Config) net.Listener {
	return &listener{ln, demanding(config)}
}

type listener struct {
	net.Listener
	config *tls.Config
}

func (l *listener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := newConn(nc)
	c.tls = tls.Server(under{nc, c}, l.config)
	c.serves = true
	return c, nil
}

// Client returns the client's end of a connection, with nc beneath it. Call
// Handshake before it is written to: config says who is trusted there, and
// which name the certificate must be for (ServerName).
func Client(nc net.Conn, config *tls.Config) *Conn {
	c := newConn(nc)
	c.tls = tls.Client(under{nc, c}, demanding(config))
	return c
}

// demanding returns a copy of config with what holds for every connection.
//
//   - TLS 1.2 at least: RFC 8996 says of 1.0 and 1.1 that they must not be
//     used. Not 1.3 at least, since programs that people already have, and the
//     systems of schools, do not all speak it.
//   - No session tickets. They make a second handshake cheaper, and a chat has
//     one that lasts for hours. In TLS 1.2 the key that seals them would open
//     whatever was recorded of such sessions.
func demanding(config *tls.Config) *tls.Config {
	config = config.Clone()
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	config.SessionTicketsDisabled = true
	return config
}
