// Package cert has the certificates of the lab: a self-signed one, so that a class can try
// TLS without an authority, and the certificates that a client trusts.
//
// It opens no connection, and knows no flags.
//
//   - selfsigned.go: SelfSigned makes the certificate, or finds the last one
//   - trust.go: ClientConfig, the certificates that a client trusts
package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	validFor = 90 * 24 * time.Hour
	stillFor = 24 * time.Hour // with less time left it is replaced: a server may run for a day
	skew     = time.Hour      // for a clock that is slow
)

// The names in a self-signed certificate. They always mean this machine, and never another.
var (
	hosts     = []string{"localhost"}
	addresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
)

// Pair is the folder of certificate and key, inside the folder given to SelfSigned. CertFile
// is the certificate in it, and KeyFile its private key.
const (
	Pair     = "localhost"
	CertFile = "cert.pem"
	KeyFile  = "key.pem"
)

// SelfSigned returns a certificate for localhost, 127.0.0.1 and ::1, and the file that a
// client needs to trust it. It uses the pair in dir again if that is valid for another day.
// If the pair is damaged or does not match, SelfSigned replaces it. A new pair is valid for
// 90 days.
//
// Several processes may call it at once. Key and certificate are in one folder that is
// renamed into place, because two files can't be renamed in one step. So a caller finds both
// or neither, and a later caller uses the pair of the first.
func SelfSigned(dir string) (pair tls.Certificate, certFile string, err error) {
	folder := filepath.Join(dir, Pair)
	certFile = filepath.Join(folder, CertFile)
	if pair, err = load(folder); err == nil {
		return pair, certFile, nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return pair, "", fmt.Errorf("a place for a certificate: %w", err)
	}
	fresh, err := os.MkdirTemp(dir, ".new-")
	if err != nil {
		return pair, "", fmt.Errorf("a place for a certificate: %w", err)
	}
	defer os.RemoveAll(fresh)
	if err := write(fresh, time.Now().Add(validFor)); err != nil {
		return pair, "", err
	}
	if err := put(fresh, folder); err != nil {
		return pair, "", fmt.Errorf("put a new certificate into its place: %w", err)
	}
	pair, err = load(folder) // perhaps another caller's, made at the same moment
	return pair, certFile, err
}

// load reads a pair, and refuses one that we would not make today.
func load(folder string) (tls.Certificate, error) {
	key := filepath.Join(folder, KeyFile)
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, CertFile), key)
	if err != nil {
		return pair, err
	}
	leaf := pair.Leaf
	now := time.Now()
	if now.Before(leaf.NotBefore) || now.Add(stillFor).After(leaf.NotAfter) {
		return pair, fmt.Errorf("valid from %v to %v", leaf.NotBefore, leaf.NotAfter)
	}
	for _, host := range hosts {
		if err := leaf.VerifyHostname(host); err != nil {
			return pair, err
		}
	}
	for _, address := range addresses {
		if err := leaf.VerifyHostname(address.String()); err != nil {
			return pair, err
		}
	}
	os.Chmod(key, 0o600) // somebody may have changed it; no effect on a system without file modes
	return pair, nil
}

// write makes a new pair in the folder dir, valid until the given time.
//
// It is not an authority: a client that trusts it trusts only this key for these names, and
// nothing that the key may sign. So a leaked key can't act for any other host.
func write(dir string, until time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)) // RFC 5280, section 4.1.2.2: positive, 20 bytes at most
	if err != nil {
		return fmt.Errorf("make a serial number: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "chatlab on this machine"},
		NotBefore:             time.Now().Add(-skew),
		NotAfter:              until,
		DNSNames:              hosts,
		IPAddresses:           addresses,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("sign a certificate: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("write a key: %w", err)
	}
	if err := writePEM(filepath.Join(dir, KeyFile), "PRIVATE KEY", secret, 0o600); err != nil {
		return err
	}
	if err := writePEM(filepath.Join(dir, CertFile), "CERTIFICATE", signed, 0o644); err != nil {
		return err
	}
	return os.Chmod(dir, 0o755) // others may read the certificate
}

func writePEM(file, kind string, der []byte, mode fs.FileMode) error {
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	if err := os.WriteFile(file, text, mode); err != nil {
		return err
	}
	return os.Chmod(file, mode) // the umask must not change it
}

// put renames a folder with a new pair into place. If a good pair is there, another caller
// made it, and it stays. Anything else there is moved away first.
func put(fresh, folder string) error {
	if os.Rename(fresh, folder) == nil || good(folder) {
		return nil
	}
	broken := fresh + ".broken"
	os.Rename(folder, broken) // the next rename shows whether this worked
	defer os.RemoveAll(broken)
	if err := os.Rename(fresh, folder); err != nil && !good(folder) {
		return err
	}
	return nil
}

func good(folder string) bool {
	_, err := load(folder)
	return err == nil
}
