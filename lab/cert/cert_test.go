package cert

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func selfSigned(t *testing.T, dir string) (tls.Certificate, string) {
	t.Helper()
	pair, file, err := SelfSigned(dir)
	if err != nil {
		t.Fatal(err)
	}
	return pair, file
}

// meet makes a TLS handshake between a server with this pair and a client.
func meet(t *testing.T, pair tls.Certificate, config *tls.Config) error {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	var serving sync.WaitGroup
	defer serving.Wait()
	serving.Go(func() {
		if nc, err := tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{pair}}).Accept(); err == nil {
			nc.SetDeadline(time.Now().Add(time.Minute))
			nc.(*tls.Conn).Handshake()
			nc.Close()
		}
	})
	nc, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(time.Minute))
	return tls.Client(nc, config).Handshake()
}

// TestSelfSigned: the certificate is for this machine, for 90 days, and not an authority.
// Only its owner can read the key.
func TestSelfSigned(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	pair, file := selfSigned(t, dir)
	for _, host := range []string{"localhost", "127.0.0.1", "::1", "LOCALHOST", "::1%lo", ""} {
		config, err := ClientConfig("", file, host)
		if err != nil {
			t.Fatal(err)
		}
		if err := meet(t, pair, config); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	leaf := pair.Leaf
	if left := time.Until(leaf.NotAfter); left < 89*24*time.Hour || left > 90*24*time.Hour {
		t.Errorf("it is valid for another %v", left)
	}
	if leaf.IsCA || leaf.KeyUsage&x509.KeyUsageCertSign != 0 {
		t.Error("it may sign others")
	}
	if runtime.GOOS == "windows" {
		return // this system has no file modes
	}
	for name, want := range map[string]os.FileMode{KeyFile: 0o600, CertFile: 0o644} {
		info, err := os.Stat(filepath.Join(dir, Pair, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("it has left behind: %v, %v", all, err)
	}
}

// TestSelfSignedAgain: a good pair is used again. Any other pair is replaced by a good one.
func TestSelfSignedAgain(t *testing.T) {
	dir := t.TempDir()
	first, file := selfSigned(t, dir)
	key := filepath.Join(filepath.Dir(file), KeyFile)
	again, _ := selfSigned(t, dir)
	if !bytes.Equal(first.Certificate[0], again.Certificate[0]) {
		t.Error("a good pair was replaced")
	}
	other, otherFile := selfSigned(t, t.TempDir())
	otherText, err := os.ReadFile(otherFile)
	if err != nil {
		t.Fatal(err)
	}
	for what, do := range map[string]func() error{
		"an empty certificate":  func() error { return os.WriteFile(file, nil, 0o644) },
		"half a key":            func() error { return os.Truncate(key, 50) },
		"no key":                func() error { return os.Remove(key) },
		"another's certificate": func() error { return os.WriteFile(file, otherText, 0o644) },
		"a file in its place": func() error {
			return errors.Join(os.RemoveAll(filepath.Dir(file)), os.WriteFile(filepath.Dir(file), nil, 0o644))
		},
		"an empty folder": func() error {
			return errors.Join(os.RemoveAll(filepath.Dir(file)), os.Mkdir(filepath.Dir(file), 0o777))
		},
		"nothing": func() error { return os.RemoveAll(filepath.Dir(file)) },
	} {
		before, _ := selfSigned(t, dir)
		if err := do(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		after, _ := selfSigned(t, dir)
		if bytes.Equal(before.Certificate[0], after.Certificate[0]) || bytes.Equal(other.Certificate[0], after.Certificate[0]) {
			t.Errorf("%s: not replaced", what)
		}
		if _, err := tls.LoadX509KeyPair(file, key); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
		t.Errorf("left behind: %v, %v", all, err)
	}
}

// TestSoonExpired: a pair that expires within a day is replaced.
func TestSoonExpired(t *testing.T) {
	dir := t.TempDir()
	for validFor, good := range map[time.Duration]bool{-time.Minute: false, 23 * time.Hour: false, 25 * time.Hour: true} {
		place := filepath.Join(dir, Pair)
		if err := errors.Join(os.RemoveAll(place), os.Mkdir(place, 0o777), write(place, time.Now().Add(validFor))); err != nil {
			t.Fatal(err)
		}
		old, err := os.ReadFile(filepath.Join(place, CertFile))
		if err != nil {
			t.Fatal(err)
		}
		_, file := selfSigned(t, dir)
		now, err := os.ReadFile(file)
		if err != nil || bytes.Equal(old, now) != good {
			t.Errorf("valid for %v: used again %v, want %v; %v", validFor, bytes.Equal(old, now), good, err)
		}
	}
}

// TestSelfSignedAtOnce: many callers start at the same moment, and all get the pair that a
// client finds.
func TestSelfSignedAtOnce(t *testing.T) {
	for range 10 {
		dir := t.TempDir()
		pairs := make([]tls.Certificate, 8)
		var all sync.WaitGroup
		for i := range pairs {
			all.Go(func() {
				var err error
				if pairs[i], _, err = SelfSigned(dir); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if t.Failed() {
			return
		}
		found, _ := selfSigned(t, dir)
		for _, pair := range pairs {
			if !bytes.Equal(pair.Certificate[0], found.Certificate[0]) {
				t.Fatal("somebody has a different pair from the one that is left")
			}
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
			t.Fatalf("left behind: %v, %v", all, err)
		}
	}
}

func TestCAFiles(t *testing.T) {
	dir := t.TempDir()
	pair, good := selfSigned(t, dir)
	config, err := ClientConfig(good, "", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	if err := meet(t, pair, config); err != nil {
		t.Errorf("who is named is not trusted: %v", err)
	}
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ file, want string }{
		{filepath.Join(dir, "missing"), "there is no file FILE"},
		{dir, "can't read the certificates: "},
		{file("text", "hello\n"), "FILE is not a PEM file: "},
		{file("other", "-----BEGIN GREETING-----\naGVsbG8=\n-----END GREETING-----\n"), "FILE has no certificate in it: "},
		{file("damaged", "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"), "FILE: a certificate in it is damaged: "},
		{filepath.Join(dir, Pair, KeyFile), "FILE is a private key; "},
	} {
		_, err := ClientConfig(c.file, "", "localhost")
		if err == nil || !strings.HasPrefix(strings.ReplaceAll(err.Error(), c.file, "FILE"), c.want) {
			t.Errorf("%s: %v, want %q", filepath.Base(c.file), err, c.want)
		}
	}
}

// TestSelfSignedIsForThisMachine: a client that dials another host does not trust the
// certificate. A damaged certificate does not keep a client from dialing.
func TestSelfSignedIsForThisMachine(t *testing.T) {
	dir := t.TempDir()
	pair, file := selfSigned(t, dir)
	config, err := ClientConfig("", file, "chat.example.org")
	if err != nil {
		t.Fatal(err)
	}
	var unknown x509.UnknownAuthorityError
	config.ServerName = "localhost" // the authority is checked before the name
	if err := meet(t, pair, config); !errors.As(err, &unknown) {
		t.Errorf("on behalf of another host: %v, want an unknown authority", err)
	}
	if err := os.WriteFile(file, []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ClientConfig("", file, "localhost"); err != nil {
		t.Errorf("a damaged file that nobody has named: %v", err)
	}
}

func TestLoopback(t *testing.T) {
	got := map[string]bool{}
	want := map[string]bool{"localhost": true, "Localhost.": true, "127.0.0.1": true, "127.1.2.3": true, "::1": true,
		"10.0.0.1": false, "localhost.example.org": false, "127.0.0.1.example.org": false, "": false}
	for host := range want {
		got[host] = isLoopback(host)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
