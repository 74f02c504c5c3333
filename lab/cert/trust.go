package cert

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
)

// ClientConfig returns a config with the certificates that a client of host trusts. These are
// the system's, and those in caFile, unless it is "". If host is this machine, it also trusts
// the certificate in selfSignedFile.
//
// The error explains a bad caFile to the person who named it. A selfSignedFile that can't be
// used is ignored: nobody named it, and a server makes a new one.
func ClientConfig(caFile, selfSignedFile, host string) (*tls.Config, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // some systems have no pool
	}
	if caFile != "" {
		if err := addFile(roots, caFile); err != nil {
			return nil, err
		}
	}
	host, _, _ = strings.Cut(host, "%") // certificates do not contain the zone of an IPv6 address
	if host == "" {                     // such as in ":5000", which is this machine
		host = hosts[0]
	}
	if isLoopback(host) {
		addFile(roots, selfSignedFile)
	}
	return &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS12}, nil
}

// addFile adds the certificates of a PEM file.
func addFile(roots *x509.CertPool, file string) error {
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s", file)
	case err != nil:
		return fmt.Errorf("can't read the certificates: %w", err)
	}
	found, keys := 0, 0
	rest := text
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch {
		case block.Type == "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return fmt.Errorf("%s: a certificate in it is damaged: %v", file, err)
			}
			roots.AddCert(c)
			found++
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			keys++
		}
	}
	switch {
	case found > 0:
		return nil
	case keys > 0:
		return fmt.Errorf("%s is a private key; name the certificate instead, and keep the key secret", file)
	case !bytes.Contains(text, []byte("-----BEGIN ")):
		return fmt.Errorf("%s is not a PEM file: a certificate in one begins with -----BEGIN CERTIFICATE-----", file)
	}
	return fmt.Errorf("%s has no certificate in it: one begins with -----BEGIN CERTIFICATE-----", file)
}

// isLoopback reports whether a host is this machine, by a name or address that never means
// another.
func isLoopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(strings.TrimSuffix(host, "."), hosts[0])
}
