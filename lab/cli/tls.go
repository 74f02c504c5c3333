package cli

import (
	"crypto/tls"
	"fmt"
	"net"
	"path"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/cert"
	"chatlab/lab/course"
	"chatlab/server/overtls"
	"chatlab/server/settings"
)

// TLS for `lab server`: with a certificate and key from files, or with a certificate
// that the lab signs itself.

// selfSignedDir is the folder of the self-signed certificate, and selfSignedFile the file
// that a client trusts. Both are paths of the kit.
const selfSignedDir = "work/.lab/tls"

var selfSignedFile = path.Join(selfSignedDir, cert.Pair, cert.CertFile)

// tlsFlags are the TLS flags of server.
type tlsFlags struct {
	cert, key  string
	selfSigned bool
}

func (f *tlsFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.cert, "tls-cert", "", "speak TLS, with the certificate in this PEM file (in the environment: TLS_CERT)")
	flags.StringVar(&f.key, "tls-key", "", "the PEM file with its private key (in the environment: TLS_KEY)")
	flags.BoolVar(&f.selfSigned, "tls-self-signed", false, "speak TLS, with a certificate for this machine that lab makes and keeps in work/.lab/tls")
	for _, flag := range []string{"tls-cert", "tls-key"} {
		c.RegisterFlagCompletionFunc(flag, anyFile)
	}
}

func anyFile(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

// A protection is the TLS of a server; nil: plain TCP.
type protection struct {
	config *tls.Config
	about  func(addr string) string // the message about it, for the address where we listen
}

// protection checks the flags and reads the files. Files named in the environment count
// only if no flag names any. Set tells which flags were set: a flag that is set to nothing
// is a mistake, not a wish for plain TCP.
func (f *tlsFlags) protection(set func(string) bool, env settings.Settings) (*protection, error) {
	named := set("tls-cert") || set("tls-key")
	switch {
	case f.selfSigned && named:
		return nil, exitError{ExitUsage, "--tls-self-signed makes a certificate of its own: leave it out, or leave out --tls-cert and --tls-key"}
	case f.selfSigned:
		return selfSigned()
	case named && f.cert == "":
		return nil, exitError{ExitUsage, "--tls-key needs the certificate of that key: add --tls-cert"}
	case named && f.key == "":
		return nil, exitError{ExitUsage, "--tls-cert needs the private key of that certificate: add --tls-key"}
	case named:
		return fromFiles("--tls-cert and --tls-key", f.cert, f.key)
	case env.Cert != "":
		return fromFiles("TLS_CERT and TLS_KEY", env.Cert, env.Key)
	}
	return nil, nil
}

// fromFiles reads a certificate and its key. Named says how the user named them.
func fromFiles(named, certFile, keyFile string) (*protection, error) {
	config, err := overtls.Config(certFile, keyFile)
	if err != nil {
		return nil, exitError{ExitUsage, fmt.Sprintf("%s: %v", named, err)}
	}
	leaf := config.Certificates[0].Leaf
	return &protection{config, func(string) string {
		words := fmt.Sprintf("lab: TLS, with the certificate in %s, for %s; connect with lab client --tls\n", certFile, namesIn(leaf))
		if time.Now().After(leaf.NotAfter) {
			words += fmt.Sprintf("lab: it was valid until %s: clients will refuse it\n", day(leaf.NotAfter))
		}
		return words
	}}, nil
}

// selfSigned makes or reads the kit's own certificate.
func selfSigned() (*protection, error) {
	kit, err := course.Find()
	if err != nil {
		return nil, exitError{ExitUsage, "--tls-self-signed keeps its certificate in your clone: " + err.Error()}
	}
	pair, file, err := cert.SelfSigned(kit.Path(selfSignedDir))
	if err != nil {
		return nil, exitError{ExitFailed, "--tls-self-signed: " + err.Error()}
	}
	return &protection{&tls.Config{Certificates: []tls.Certificate{pair}}, func(addr string) string {
		host, port, _ := net.SplitHostPort(addr)
		if net.ParseIP(host).IsUnspecified() { // it listens on all addresses
			host = "localhost"
		}
		if pair.Leaf.VerifyHostname(host) != nil {
			return fmt.Sprintf("lab: TLS, with a certificate for localhost and not for %s: clients will refuse it; give another with --tls-cert\n", host)
		}
		shown := kit.Shown(file)
		return fmt.Sprintf("lab: TLS, with a certificate for this machine only: %s\n"+
			"lab: lab client --tls finds it by itself; tell other clients: socat - OPENSSL:%s,cafile=%s\n", shown, net.JoinHostPort(host, port), shown)
	}}, nil
}

// words returns the message about it, for standard error.
func (p *protection) words(addr string) string {
	if p == nil {
		return ""
	}
	return p.about(addr)
}

// over puts TLS over a listener.
func (p *protection) over(ln net.Listener) net.Listener {
	if p == nil {
		return ln
	}
	return overtls.Listener(ln, p.config)
}
