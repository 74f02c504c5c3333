package overtls

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Config reads the server's part of TLS from two PEM files. One is its certificate,
// followed by those of its issuers. The other is its private key. The error is for
// the person who named the files.
func Config(certFile, keyFile string) (*tls.Config, error) {
	cert, err := read("certificate", certFile)
	if err != nil {
		return nil, err
	}
	key, err := read("private key", keyFile)
	if err != nil {
		return nil, err
	}
	// This compares the key with the certificate. So a mix-up shows when the server
	// starts, and not in every handshake.
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil && strings.Contains(err.Error(), "does not match") { // this error has no value to compare with
		return nil, fmt.Errorf("the key in %s does not belong to the certificate in %s; name the two that were made together", keyFile, certFile)
	} else if err != nil {
		return nil, fmt.Errorf("certificate %s, key %s: %s", certFile, keyFile, strings.TrimPrefix(err.Error(), "tls: "))
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}, nil
}

// read says which of the two files cannot be read. It does not check whether others
// may read the key; that is up to its owner.
func read(what, file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the %s: there is no file %q", what, file)
	} else if err != nil {
		return nil, fmt.Errorf("the %s: %w", what, err)
	}
	return text, nil
}
