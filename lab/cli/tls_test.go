package cli

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/console"
	"chatlab/lab/sandbox"
	"chatlab/lab/screen"
	"chatlab/server/wire"
)

// smallClone moves the test into a folder that counts as a clone, so that commands can keep
// files there.
func smallClone(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module chatlab\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
}

// tlsServer runs `lab server` with more arguments until the test ends. Reader sees its
// standard error.
func tlsServer(t *testing.T, args ...string) (addr string, reader *person) {
	t.Helper()
	ctx, interrupt := context.WithCancel(context.WithoutCancel(t.Context()))
	out, printed := io.Pipe()
	reader = newPerson(t)
	ended := make(chan int, 1)
	args = append([]string{"server", "--addr", "127.0.0.1:0", "--drain", "50ms"}, args...)
	go func() {
		status := run(ctx, args, &console.Terminal{In: strings.NewReader(""), Out: printed, Err: reader})
		printed.Close()
		ended <- status
	}()
	t.Cleanup(func() {
		interrupt()
		if status := <-ended; status != 0 {
			t.Errorf("the server ends with status %d", status)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the server prints %q, %v", line, err)
	}
	return addr, reader
}

// certificate writes a certificate for hosts, and its key, into files.
func certificate(t *testing.T, until time.Time, hosts ...string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.Add(-24 * time.Hour), NotAfter: until, DNSNames: hosts}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if err := errors.Join(
		os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o644),
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o644), // a key that others can read is accepted: that is its owner's decision
	); err != nil {
		t.Fatal(err)
	}
	return certFile, keyFile
}

// chats runs `lab client` with typed as its input, through a pipe.
func chats(t *testing.T, typed string, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf strings.Builder
	status = run(t.Context(), append([]string{"client"}, args...), &console.Terminal{In: strings.NewReader(typed), Out: &outBuf, Err: &errBuf})
	return status, outBuf.String(), errBuf.String()
}

// TestTLSOnOneMachine: two flags are enough. After the end of its input the client still
// gets the last lines, here the answer to /who.
func TestTLSOnOneMachine(t *testing.T) {
	smallClone(t)
	addr, reader := tlsServer(t, "--tls-self-signed")
	file := filepath.Join("work", ".lab", "tls", "localhost", "cert.pem")
	_, port, _ := net.SplitHostPort(addr)
	reader.sees("socat - OPENSSL:" + addr + ",cafile=" + file + "\n")
	want := wire.Greeting + "* in the room: \n* in the room: ana\n"
	for _, args := range [][]string{
		{"--tls", "--addr", addr},
		{"--tls", "--addr", "localhost:" + port},
		{"--tls", "--addr", addr, "--tls-ca", file},
	} {
		if status, out, err := chats(t, "ana\n/who\n", args...); status != 0 || out != want || err != "" {
			t.Errorf("%q: status %d, out %q, err %q", args, status, out, err)
		}
		reader.sees(`name=ana why="said goodbye (FIN)"`)
	}
}

// TestTLSAtATerminal: Ctrl-D says goodbye over TLS as well.
func TestTLSAtATerminal(t *testing.T) {
	smallClone(t)
	addr, reader := tlsServer(t, "--tls-self-signed")
	flags := routeFlags{addr: addr, tls: true}
	server, err := flags.route(func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	p := newPerson(t)
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	p.keyboard = keyboard
	go func() {
		p.ended <- chatOn(t.Context(), screen.New(in, p, func() int { return 80 }, func() {}), server, "ana", func() {})
	}()
	p.sees("* in the room: ")
	p.types("hello\r/who\r")
	p.sees("* in the room: ana\r\n")
	p.types("\x04")
	if err := p.leaves(); err != nil {
		t.Error(err)
	}
	reader.sees(`name=ana why="said goodbye (FIN)"`)
}

// TestTLSByFiles: flags or the environment name the files. Flags replace the environment.
func TestTLSByFiles(t *testing.T) {
	smallClone(t)
	cert, key := certificate(t, time.Now().Add(time.Hour), "localhost")
	otherCert, otherKey := certificate(t, time.Now().Add(time.Hour), "other.example")
	for _, c := range []struct {
		cert, key string // named in the environment
		args      []string
	}{
		{"", "", []string{"--tls-cert", cert, "--tls-key", key}},
		{cert, key, nil},
		{otherCert, otherKey, []string{"--tls-cert", cert, "--tls-key", key}},
	} {
		for name, value := range map[string]string{"TLS_CERT": c.cert, "TLS_KEY": c.key} {
			t.Setenv(name, value)
			if value == "" {
				os.Unsetenv(name)
			}
		}
		addr, reader := tlsServer(t, c.args...)
		_, port, _ := net.SplitHostPort(addr)
		reader.sees("lab: TLS, with the certificate in " + cert + ", for localhost; ")
		if status, _, err := chats(t, "ana\n", "--tls", "--addr", "localhost:"+port, "--tls-ca", cert); status != 0 {
			t.Errorf("%+v: %s", c, err)
		}
	}
}

// TestTLSWantedInTheWrongWay: one line says what is wrong. Nothing listens or connects.
func TestTLSWantedInTheWrongWay(t *testing.T) {
	smallClone(t)
	cert, key := certificate(t, time.Now().Add(time.Hour), "localhost")
	otherCert, _ := certificate(t, time.Now().Add(time.Hour), "localhost")
	for _, c := range []struct {
		env  string // TLS_CERT, TLS_KEY
		args string
		want string
	}{
		{"", "server --tls-cert " + cert, "--tls-cert needs the private key"},
		{"", "server --tls-key " + key, "--tls-key needs the certificate"},
		{"", "server --tls-cert= --tls-key=", "--tls-key needs the certificate"},
		{"", "server --tls-self-signed --tls-cert " + cert, "leave it out"},
		{"", "server --tls-cert missing --tls-key " + key, `the certificate: there is no file "missing"`},
		{"", "server --tls-cert " + cert + " --tls-key missing", `the private key: there is no file "missing"`},
		{"", "server --tls-cert . --tls-key " + key, "the certificate: "},
		{"", "server --tls-cert " + otherCert + " --tls-key " + key, "does not belong to the certificate"},
		{"", "server --tls-cert " + key + " --tls-key " + cert, "may have been switched"},
		{cert + " ", "server", "TLS_KEY"},
		{" " + key, "server", "TLS_CERT"},
		{otherCert + " " + key, "server", "TLS_CERT and TLS_KEY: the key in "},
		{"", "client --tls-ca " + cert, "add --tls"},
		{"", "client --tls --tls-ca missing", "there is no file missing"},
		{"", "client --tls --tls-ca " + key, "is a private key"},
		{"", "client --tls --tls-ca=", "names no file"},
	} {
		cert, key, _ := strings.Cut(c.env, " ")
		for name, value := range map[string]string{"TLS_CERT": cert, "TLS_KEY": key} {
			t.Setenv(name, value)
			if c.env == "" {
				os.Unsetenv(name)
			}
		}
		status, out, text := lab(t, strings.Fields(c.args)...)
		if status != ExitUsage || out != "" || !strings.Contains(text, c.want) || strings.Count(text, "\n") != 1 {
			t.Errorf("%q lab %s: status %d, out %q, %q; want one line with %q", c.env, c.args, status, out, text, c.want)
		}
	}
	t.Chdir(t.TempDir())
	os.Unsetenv("TLS_CERT")
	os.Unsetenv("TLS_KEY")
	if status, _, text := lab(t, "server", "--tls-self-signed"); status != ExitUsage || !strings.Contains(text, "not inside a clone") || !strings.Contains(text, "--tls-self-signed") {
		t.Errorf("outside of a clone: status %d, %q", status, text)
	}
}

// TestClientSaysWhyThereIsNoTLS: the client says what is wrong, and what to try.
func TestClientSaysWhyThereIsNoTLS(t *testing.T) {
	smallClone(t)
	good := time.Now().Add(time.Hour)
	ourCert, ourKey := certificate(t, good, "localhost")
	otherCert, otherKey := certificate(t, good, "other.example")
	evilCert, evilKey := certificate(t, good, append([]string{"a\x1b[2J\r\nlab: all is well"}, strings.Fields(strings.Repeat("b ", mostNames+1))...)...)
	oldCert, oldKey := certificate(t, time.Date(2020, 2, 3, 12, 0, 0, 0, time.UTC), "localhost")
	secure := func(cert, key string) string {
		addr, _ := tlsServer(t, "--tls-cert", cert, "--tls-key", key)
		_, port, _ := net.SplitHostPort(addr)
		return "localhost:" + port
	}
	for _, c := range []struct {
		name, addr string
		args       string
		want       string
	}{
		{"plain text", serverRunning(t), "--tls", "ADDR speaks plain text, not TLS; try without --tls"},
		{"a stranger", secure(ourCert, ourKey), "--tls", "a certificate that this machine does not trust; if you know whose it is, name its file: --tls-ca FILE"},
		{"another name", secure(otherCert, otherKey), "--tls --tls-ca " + otherCert, "a certificate for other.example, not for localhost"},
		{"names that would drive a terminal", secure(evilCert, evilKey), "--tls", `a certificate for a\x1b[2J\r⏎lab: all is well, b, b, b, b, b, b, b and 2 more, not for localhost`},
		{"out of date", secure(oldCert, oldKey), "--tls --tls-ca " + oldCert, "a certificate that is valid from 2020-02-02 to 2020-02-03"},
		{"closed", once(t, func(nc *net.TCPConn) { nc.CloseWrite(); io.Copy(io.Discard, nc) }), "--tls", "ADDR closed the connection instead"},
		{"TLS", secure(ourCert, ourKey), "", "ADDR is there, but it speaks TLS; try again with --tls"},
		{"TLS, with a name", secure(ourCert, ourKey), "--name ana", "ADDR is there, but it speaks TLS; try again with --tls"},
	} {
		args := append([]string{"--addr", c.addr}, strings.Fields(c.args)...)
		status, out, err := chats(t, "bruno\nhello\n", args...)
		if status != ExitFailed || out != "" || !strings.Contains(strings.ReplaceAll(err, c.addr, "ADDR"), c.want) || strings.Count(err, "\n") != 1 {
			t.Errorf("%s: status %d, out %q, err %q; want one line with %q", c.name, status, out, err, c.want)
		}
	}
	if got, want := whyNoTLS("ADDR", "HOST", fmt.Errorf("read: %w", os.ErrDeadlineExceeded)), "ADDR did not answer in TLS within 5s; "; !strings.HasPrefix(got, want) {
		t.Errorf("silence: %q, want %q", got, want)
	}
}

// TestTLSInterrupted: Ctrl-C ends the client while a server does not answer the handshake.
func TestTLSInterrupted(t *testing.T) {
	smallClone(t)
	reached, over := make(chan struct{}), make(chan struct{})
	addr := once(t, func(nc *net.TCPConn) {
		nc.Read(make([]byte, 1)) // a part of the ClientHello has arrived
		close(reached)
		<-over
	})
	defer close(over)
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var err strings.Builder
	go func() {
		ended <- run(ctx, []string{"client", "--tls", "--addr", addr}, &console.Terminal{In: strings.NewReader(""), Out: io.Discard, Err: &err})
	}()
	<-reached
	start := time.Now()
	interrupt()
	if status := <-ended; status != 0 || err.String() != "" || time.Since(start) >= dialTime {
		t.Errorf("status %d, err %q, after %v; want 0 and no word, at once", status, &err, time.Since(start))
	}
}

// TestSocatOverTLS: socat works with the arguments that the server prints for it.
func TestSocatOverTLS(t *testing.T) {
	sandbox.NeedsProgram(t, "socat")
	smallClone(t)
	addr, reader := tlsServer(t, "--tls-self-signed")
	reader.sees("tell other clients: ")
	command := reader.sees("\n")
	server, err := (&routeFlags{addr: addr, tls: true}).route(func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	nc, err := server.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	ana := &witness{t, nc, bufio.NewReader(nc)}
	ana.hears(strings.TrimSuffix(wire.Greeting, "\n"))
	ana.says("ana")
	ana.hears("* in the room: ")

	bruno := runTool(t, strings.Fields(command)...)
	bruno.shows("What is your name?")
	bruno.types("bruno\n")
	bruno.shows("* in the room: ana\n")
	ana.hears("* bruno joined")
	ana.says("hello bruno")
	bruno.shows("[ana] hello bruno\n")
	bruno.types("goodbye\n")
	ana.hears("[bruno] goodbye")
	bruno.EndInput()
	if line := ana.line(); !strings.HasPrefix(line, "* bruno left") {
		t.Errorf("ana hears %q", line)
	}
	bruno.ends()
}
