package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/cert"
	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/sockets"
	"chatlab/server/overtls"
	"chatlab/server/wire"
)

// TLS for `lab client`: which certificates it trusts, and what it says if it does not.

// A route is how a client reaches its server.
type route struct {
	addr string
	tls  *tls.Config // nil: plain TCP
}

// routeFlags are the flags of client for a route.
type routeFlags struct {
	addr   string
	tls    bool
	caFile string
}

func (f *routeFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", defaultAddr, "the server's address, HOST:PORT")
	flags.BoolVar(&f.tls, "tls", false, "speak TLS")
	flags.StringVar(&f.caFile, "tls-ca", "", "also trust the certificates in this PEM file, and those that they sign")
	c.RegisterFlagCompletionFunc("tls-ca", anyFile)
}

// route makes a route from the flags. Set tells which flags were set.
func (f *routeFlags) route(set func(string) bool) (route, error) {
	switch {
	case !f.tls && set("tls-ca"):
		return route{}, exitError{ExitUsage, "--tls-ca says whom to trust in TLS; add --tls"}
	case !f.tls:
		return route{addr: f.addr}, nil
	case set("tls-ca") && f.caFile == "":
		return route{}, exitError{ExitUsage, "--tls-ca names no file"}
	}
	own := ""
	if kit, err := course.Find(); err == nil {
		own = kit.Path(selfSignedFile)
	}
	host, _, _ := net.SplitHostPort(f.addr) // dial reports a wrong address
	config, err := cert.ClientConfig(f.caFile, own, host)
	if err != nil {
		return route{}, exitError{ExitUsage, "--tls-ca: " + err.Error()}
	}
	return route{f.addr, config}, nil
}

// dial connects and, over TLS, verifies the server. An interrupt means that the user
// leaves. Then dial returns neither a connection nor an error.
func (r route) dial(ctx context.Context) (net.Conn, error) {
	nc, err := dial(ctx, r.addr)
	if nc == nil {
		return nil, err
	}
	if r.tls == nil {
		return &plain{TCPConn: nc.(*net.TCPConn)}, nil
	}
	c := overtls.Client(nc, r.tls)
	c.SetReadDeadline(time.Now().Add(dialTime))
	interrupted := context.AfterFunc(ctx, func() { c.SetReadDeadline(time.Unix(1, 0)) })
	err = c.Handshake()
	switch {
	case !interrupted():
		nc.Close()
		return nil, nil
	case err != nil:
		c.CloseWrite()
		nc.Close()
		return nil, exitError{ExitFailed, whyNoTLS(r.addr, r.tls.ServerName, err)}
	}
	c.SetReadDeadline(time.Time{})
	return c, nil
}

// A plain is a plain TCP connection that notices if the server speaks TLS. Such a server
// sends an alert, which has no line feed and would never be shown.
type plain struct {
	*net.TCPConn
	heard bool
}

var errSpeaksTLS = errors.New("it speaks TLS; try again with --tls")

func (p *plain) Read(buf []byte) (int, error) {
	n, err := p.TCPConn.Read(buf)
	if n > 0 && !p.heard {
		p.heard = true
		const alert = 21 // the content type of an alert record (RFC 8446, section 5.1); no line of a chat begins with it
		if buf[0] == alert {
			return 0, errSpeaksTLS
		}
	}
	return n, err
}

// whyNoTLS says in one line why the handshake failed, and what to try.
func whyNoTLS(addr, host string, err error) string {
	var stranger x509.UnknownAuthorityError
	var otherName x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.Is(err, overtls.ErrPlain):
		return fmt.Sprintf("%s speaks plain text, not TLS; try without --tls, or start the server with --tls-self-signed", addr)
	case errors.As(err, &stranger):
		return fmt.Sprintf("%s has a certificate that this machine does not trust; if you know whose it is, name its file: --tls-ca FILE", addr)
	case errors.As(err, &otherName):
		return fmt.Sprintf("%s has a certificate for %s, not for %s; is the address right? The certificate has to name it", addr, namesIn(otherName.Certificate), host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("%s has a certificate that is valid from %s to %s; it needs a new one, unless the clock of this machine is wrong", addr, day(invalid.Cert.NotBefore), day(invalid.Cert.NotAfter))
	case sockets.IsTimeout(err):
		return fmt.Sprintf("%s did not answer in TLS within %v; does it speak TLS? Try without --tls", addr, dialTime)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("%s closed the connection instead of answering in TLS; does it speak TLS? Try without --tls", addr)
	}
	return fmt.Sprintf("no TLS with %s: %s", addr, wire.Clean(err.Error()))
}

// Limits for the names in a certificate: it may have thousands of names, and long ones.
const (
	mostNames   = 8  // names shown
	longestName = 64 // columns of each name
)

// namesIn returns the names that a certificate is for. Anybody may have written them, so
// they are made safe for a terminal.
func namesIn(c *x509.Certificate) string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "nobody"
	}
	more := ""
	if n := len(names) - mostNames; n > 0 {
		names, more = names[:mostNames], fmt.Sprintf(" and %d more", n)
	}
	for i, name := range names {
		names[i], _ = draw.Window(name, -1, longestName)
	}
	return strings.Join(names, ", ") + more
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
