package overtls

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chatlab/server"
	"chatlab/server/internal/testclient"
	"chatlab/server/wire"
)

// These tests run the real server.Server on a Listener, over loopback. Tests in
// write_test.go control randomness and time.

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// identity is a certificate for the server, and a client that trusts it.
var identity = sync.OnceValues(func() (serves, trusts *tls.Config) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotAfter:     time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), // some tests have their own clocks
		DNSNames:     []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: pool, ServerName: "localhost"}
})

// A room is a server at work, and its log.
type room struct {
	t       testing.TB
	addr    string
	cancel  context.CancelFunc
	served  chan error
	once    sync.Once
	log     journal
	callers []net.Conn
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// openRoom starts a server until the test ends. Beneath wraps the connection under
// TLS; nil changes nothing.
func openRoom(t testing.TB, limits server.Limits, beneath func(net.Conn) net.Conn) *room {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if beneath != nil {
		ln = &changed{ln, beneath}
	}
	serves, _ := identity()
	ctx, cancel := context.WithCancel(context.Background())
	r := &room{t: t, addr: ln.Addr().String(), cancel: cancel, served: make(chan error, 1)}
	s := &server.Server{Limits: limits, Log: slog.New(slog.NewTextHandler(&r.log, nil))}
	go func() { r.served <- s.Serve(ctx, Listener(ln, serves)) }()
	t.Cleanup(r.close)
	return r
}

type changed struct {
	net.Listener
	how func(net.Conn) net.Conn
}

func (l *changed) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.how(nc), nil
}

// close interrupts the server and waits until nothing of it is left running.
func (r *room) close() {
	r.once.Do(func() {
		r.cancel()
		select {
		case err := <-r.served:
			if err != nil {
				r.t.Errorf("Serve: %v", err)
			}
		case <-time.After(testclient.Patience):
			r.t.Error("Serve does not return")
		}
	})
}

// logs lets everybody leave, closes the server and checks that its log contains each
// text, with the quotes of slog.
func (r *room) logs(want ...string) {
	r.t.Helper()
	for _, nc := range r.callers {
		nc.Close()
	}
	r.close()
	for _, text := range want {
		if !strings.Contains(r.log.String(), text) {
			r.t.Errorf("the log lacks %q:\n%s", text, &r.log)
		}
	}
}

func (r *room) dial() *net.TCPConn {
	r.t.Helper()
	nc, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { nc.Close() })
	r.callers = append(r.callers, nc)
	return nc.(*net.TCPConn)
}

// A peer is a client of the tests, together with its TCP connection.
type peer struct {
	*Conn
	*testclient.Client
	tcp *net.TCPConn
}

// callOn does the handshake.
func (r *room) callOn(tcp *net.TCPConn) *peer {
	r.t.Helper()
	_, trusts := identity()
	nc := Client(tcp, trusts)
	nc.SetReadDeadline(time.Now().Add(testclient.Patience))
	if err := nc.Handshake(); err != nil {
		r.t.Fatal(err)
	}
	return &peer{nc, testclient.Over(r.t, nc), tcp}
}

// join connects and joins; it returns when the server has said who is here.
func (r *room) join(name string) *peer {
	r.t.Helper()
	return r.joinOn(r.dial(), name)
}

func (r *room) joinOn(tcp *net.TCPConn, name string) *peer {
	r.t.Helper()
	p := r.callOn(tcp)
	p.Join(name)
	return p
}

// expectFIN expects the end of the TCP stream and no byte before it.
func expectFIN(t testing.TB, tcp *net.TCPConn) {
	t.Helper()
	tcp.SetReadDeadline(time.Now().Add(testclient.Patience))
	if rest, err := io.ReadAll(tcp); err != nil || len(rest) > 0 {
		t.Fatalf("on the wire: %q, %v; want a FIN", rest, err)
	}
}

// TestConversation: the server does the same over TLS as without. It ends its output
// in both ways, and the caller sees the FIN before it ends its own output.
func TestConversation(t *testing.T) {
	r := openRoom(t, server.Limits{Drain: time.Hour}, nil)
	ana, bruno := r.join("ana"), r.join("bruno")
	ana.Expect("* bruno joined\n")
	long := strings.Repeat("x", wire.MaxLine) // more than fits into one record
	bruno.Say("hello\n" + long + "\n/who\n/quit\nnever read\n")
	ana.Expect("[bruno] hello\n", "[bruno] "+long+"\n", "* bruno left (quit)\n")
	bruno.Expect("* in the room: ana, bruno\n")
	bruno.ExpectEnd()
	expectFIN(t, bruno.tcp)
	r.logs("name=bruno why=quit")
}

// TestClosing: everybody is told, also a client without a name.
func TestClosing(t *testing.T) {
	r := openRoom(t, server.Limits{}, nil)
	ana, unnamed := r.join("ana"), r.callOn(r.dial())
	unnamed.Expect(wire.Greeting)
	r.cancel()
	ana.Expect(wire.Closing)
	unnamed.Expect(wire.Closing)
	ana.ExpectEnd()
	expectFIN(t, ana.tcp)
	unnamed.ExpectEnd()
	expectFIN(t, unnamed.tcp)
}

// TestFull: a refused caller is told so, although the server reads from it only to
// throw the input away. Its handshake is done then.
func TestFull(t *testing.T) {
	r := openRoom(t, server.Limits{Clients: 1, Drain: testclient.Patience}, nil)
	r.join("ana")
	second := r.callOn(r.dial())
	second.Expect("! full: too many people are here; try again later\n")
	second.ExpectEnd()
	expectFIN(t, second.tcp)
}

// TestVersions: a version that is too old is refused, and the log says so.
func TestVersions(t *testing.T) {
	r := openRoom(t, server.Limits{}, nil)
	_, trusts := identity()
	for version, ok := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		config := trusts.Clone()
		config.MinVersion, config.MaxVersion = version, version
		tcp := r.dial()
		nc := tls.Client(tcp, config) // without the rules of demanding
		nc.SetDeadline(time.Now().Add(testclient.Patience))
		if err := nc.Handshake(); (err == nil) != ok {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if !ok {
			expectFIN(t, tcp) // now the server has dealt with it
		}
	}
	r.logs("client offered only unsupported versions")
}

// TestNoTickets: every session is a new one.
func TestNoTickets(t *testing.T) {
	r := openRoom(t, server.Limits{}, nil)
	_, trusts := identity()
	config := trusts.Clone()
	config.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	for range 2 {
		nc := tls.Client(r.dial(), config)
		nc.SetDeadline(time.Now().Add(testclient.Patience))
		if _, err := bufio.NewReader(nc).ReadString('\n'); err != nil { // a ticket would come before the greeting
			t.Fatal(err)
		}
		if nc.ConnectionState().DidResume {
			t.Error("a session was resumed")
		}
		nc.Close()
	}
}
