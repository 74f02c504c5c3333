// Package overtls carries a chat over TLS. Its listener and connections behave like
// those of TCP. So package server runs on them unchanged, and so can a client.
//
// TLS itself is crypto/tls. This package adds what crypto/tls lacks: it gives a
// connection up at the first write deadline that passes, and ends both directions at
// once. A chat server needs both otherwise. It writes in short calls, because a slow
// reader is not a gone one. And it says a last word after the other side's.
//
// It makes no certificates and decides about no trust: the caller does, in its
// tls.Config.
//
//   - overtls.go: Listener and Client, and what we ask of TLS
//   - conn.go: Conn, its phases and deadlines, and what it hands on to TCP
//   - handshake.go: who does the handshake, and what is written before it is done
//   - write.go: Write, which may stop halfway and go on later
//   - unsent.go: what TLS has made and the kernel has not taken yet
//   - goodbye.go: the two ends of an output, close_notify and FIN
//   - ending.go: what the end of an input means
//   - files.go: a server's certificate and key, from files
//
// It starts no goroutine. Read does the handshake, and Write does the sending.
package overtls

import (
	"crypto/tls"
	"net"
)

// Listener returns a listener that accepts what ln accepts, as a *Conn with the
// server's part of TLS. Accept does not wait for the handshake: one silent caller
// would keep out all others.
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

// Client returns the client's end of a connection over nc. Call Handshake before the
// first Write. The config says which issuers are trusted, and which name the
// certificate must have (ServerName).
func Client(nc net.Conn, config *tls.Config) *Conn {
	c := newConn(nc)
	c.tls = tls.Client(under{nc, c}, demanding(config))
	return c
}

// demanding returns a copy of config with the rules for every connection.
//
//   - TLS 1.2 at least: RFC 8996 says that 1.0 and 1.1 must not be used. We do not
//     require 1.3, since not all programs in use, and not all school systems, speak it.
//   - No session tickets. They make a second handshake cheaper, but a chat has one
//     that lasts for hours. In TLS 1.2 the key that encrypts the tickets would
//     decrypt all recorded sessions.
func demanding(config *tls.Config) *tls.Config {
	config = config.Clone()
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	config.SessionTicketsDisabled = true
	return config
}
