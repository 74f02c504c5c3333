package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chatlab/server/internal/testclient"
	"chatlab/server/wire"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(apartKey); name != "" {
		os.Exit(beApart(name))
	}
	goleak.VerifyTestMain(m)
}

// A running server, with the means to end it.
type running struct {
	addr   string
	cancel context.CancelFunc
	served chan error
	once   sync.Once
}

// start runs s until the test ends, or until stop.
func start(t testing.TB, s *Server) *running {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return startOn(t, s, ln)
}

func startOn(t testing.TB, s *Server, ln net.Listener) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{addr: ln.Addr().String(), cancel: cancel, served: make(chan error, 1)}
	go func() { r.served <- s.Serve(ctx, ln) }()
	t.Cleanup(func() { r.stop(t) })
	return r
}

// stop interrupts the server and waits until Serve has returned.
func (r *running) stop(t testing.TB) {
	t.Helper()
	r.once.Do(func() {
		r.cancel()
		select {
		case err := <-r.served:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(testclient.Patience):
			t.Error("Serve does not return")
		}
	})
}

// A peer is a client of the tests.
type peer struct {
	*net.TCPConn
	*testclient.Client
}

func (r *running) dial(t testing.TB) *peer {
	t.Helper()
	nc, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return &peer{nc.(*net.TCPConn), testclient.Over(t, nc)}
}

// join dials and joins; it returns when the server has said who is here.
func (r *running) join(t testing.TB, name string) *peer {
	t.Helper()
	p := r.dial(t)
	p.Join(name)
	return p
}

func TestCommands(t *testing.T) {
	r := start(t, &Server{})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	bruno.Say("/who\n/\n/nonsense \x1b[2J\n/" + strings.Repeat("x", 40) + "\n")
	bruno.Expect("* in the room: ana, bruno\n",
		"! unknown-command: / is not a command; /help lists them\n",
		"! unknown-command: /nonsense is not a command; /help lists them\n",
		"! unknown-command: /"+strings.Repeat("x", 32)+"… is not a command; /help lists them\n")
	bruno.Say("/help\n")
	bruno.Expect("* /who: who is here\n", "* /msg: /msg NAME TEXT tells NAME, and nobody else\n", "* /quit: leave\n", "* /help: this list; //text says /text\n")
	bruno.Say("//who\n\x1b[2J\xff\n/quit\nnever said\n")
	ana.Expect("[bruno] /who\n", "[bruno] \ufffd[2J\ufffd\n", "* bruno left (quit)\n")
	bruno.ExpectEnd()
}

func TestNamesAtTheDoor(t *testing.T) {
	r := start(t, &Server{})
	ana := r.join(t, "ana")
	for _, c := range []struct{ name, answer string }{
		{"", "! bad-name: "}, {"a b", "! bad-name: "}, {strings.Repeat("x", 33), "! bad-name: "},
		{strings.Repeat("x", 70_000), "! bad-name: "}, {"ANA", "! name-taken: "},
	} {
		p := r.dial(t)
		p.Expect(wire.Greeting)
		p.Say(c.name + "\nmore that is never read\n")
		if line := p.Line(); !strings.HasPrefix(line, c.answer) {
			t.Errorf("%.40q: %q, want %q", c.name, line, c.answer)
		}
		p.ExpectEnd() // a FIN and not a reset, though input was left unread
	}
	half := r.dial(t)
	half.Expect(wire.Greeting)
	half.Say("carla")
	half.CloseWrite()
	half.ExpectEnd()
	r.join(t, "bruno")
	ana.Expect("* bruno joined\n") // and nothing about all those before
}

// TestOneNameOneWinner: many ask for one name at the same moment.
func TestOneNameOneWinner(t *testing.T) {
	r := start(t, &Server{})
	const callers = 30
	var winners atomic.Int32
	peers := make([]*peer, callers)
	for i := range peers {
		peers[i] = r.dial(t)
		peers[i].Expect(wire.Greeting)
	}
	var all sync.WaitGroup
	for _, p := range peers {
		all.Go(func() {
			io.WriteString(p, "ana\n")
			p.SetReadDeadline(time.Now().Add(testclient.Patience))
			if line, _ := p.In.ReadString('\n'); strings.HasPrefix(line, "* in the room:") {
				winners.Add(1)
			}
		})
	}
	all.Wait()
	if n := winners.Load(); n != 1 {
		t.Errorf("%d callers got the name, want 1", n)
	}
}

func TestLineLimit(t *testing.T) {
	r := start(t, &Server{Limits: Limits{Line: 1000}})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	whole := strings.Repeat("x", 1000)
	bruno.Say(whole + "\n" + whole + "x\n" + "after\n")
	ana.Expect("[bruno] "+whole+"\n", "[bruno] after\n")
	bruno.Expect("! too-long: that line was too long; it was not sent\n")
	long := r.dial(t)
	long.Expect(wire.Greeting)
	long.Say(whole + "x\n") // too long for a line, and no name (P23)
	long.Expect("! bad-name: a name is 1 to 32 letters and digits; connect again with another\n")
	long.ExpectEnd()
}

func TestNameDeadline(t *testing.T) {
	r := start(t, &Server{Limits: Limits{NameTime: 50 * time.Millisecond}})
	p := r.dial(t)
	p.Expect(wire.Greeting)
	p.Say("an") // half a name
	p.Expect("! timeout: no name came in time; connect again\n")
	p.ExpectEnd()
	r2 := start(t, &Server{Limits: Limits{NameTime: 500 * time.Millisecond}})
	ana := r2.join(t, "ana")
	gone := r2.dial(t)
	gone.Expect(wire.Greeting, "! timeout: no name came in time; connect again\n")
	ana.Say("/who\n") // a client that has joined stays, even after NameTime
	ana.Expect("* in the room: ana\n")
}

func TestFull(t *testing.T) {
	r := start(t, &Server{Limits: Limits{Clients: 2}})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	third := r.dial(t)
	third.Expect("! full: too many people are here; try again later\n")
	third.ExpectEnd()
	third.Close()
	bruno.Close()
	ana.Expect("* bruno left\n")
}

// TestResetIsAnnounced: a reset is a leave like any other, with its reason, even in
// the middle of a line. The half line is not said.
func TestResetIsAnnounced(t *testing.T) {
	r := start(t, &Server{})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	bruno.Say("hello\n")
	ana.Expect("[bruno] hello\n")
	bruno.Say("half a li")
	bruno.SetLinger(0)
	bruno.Close()
	ana.Expect("* bruno left (connection reset)\n")
	r.join(t, "bruno") // the name is free again
	ana.Expect("* bruno joined\n")
}

// TestResetSeenByWrite: the system reports a reset only once, and a write may be the
// first to see it.
func TestResetSeenByWrite(t *testing.T) {
	r := start(t, &Server{})
	ana := r.join(t, "ana")
	for range 30 {
		bruno := r.join(t, "bruno")
		ana.Expect("* bruno joined\n")
		talk := make(chan struct{})
		go func() {
			defer close(talk)
			for range 50 {
				io.WriteString(ana, strings.Repeat("x", 1000)+"\n")
			}
		}()
		bruno.SetLinger(0)
		bruno.Close()
		ana.Expect("* bruno left (connection reset)\n")
		<-talk
	}
}

// TestCommonOrder: when two clients talk at once, the others read their lines in the
// same order.
func TestCommonOrder(t *testing.T) {
	r := start(t, &Server{})
	talkers := []*peer{r.join(t, "t1"), r.join(t, "t2")}
	listeners := []*peer{r.join(t, "l1"), r.join(t, "l2")}
	listeners[0].Expect("* l2 joined\n")
	const each = 500
	var all sync.WaitGroup
	for _, p := range talkers {
		go io.Copy(io.Discard, p) // ends with the connection
		all.Go(func() {
			for i := range each {
				fmt.Fprintf(p, "%d\n", i)
			}
		})
	}
	all.Wait()
	var heard [2]strings.Builder
	for i, p := range listeners {
		for range 2 * each {
			heard[i].WriteString(p.Line())
		}
	}
	if heard[0].String() != heard[1].String() {
		t.Error("two listeners read different orders")
	}
	for _, p := range talkers {
		p.Close()
	}
}

// failingListener fails its first accepts, like one that has run out of descriptors.
type failingListener struct {
	net.Listener
	failures int
}

func (l *failingListener) Accept() (net.Conn, error) {
	if l.failures > 0 {
		l.failures--
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return l.Listener.Accept()
}

func TestFailedAcceptsAreSurvived(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := startOn(t, &Server{Limits: Limits{AcceptRetry: time.Millisecond}}, &failingListener{ln, 5})
	r.join(t, "ana")
}

func TestBrokenListenerEndsServe(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	s := &Server{}
	if err := s.Serve(t.Context(), ln); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve on a closed listener: %v", err)
	}
	if err := s.Serve(t.Context(), ln); err == nil {
		t.Error("Serve twice: no error")
	}
}

// TestLogTeaches: who, what, how it ended, and never what was said.
func TestLogTeaches(t *testing.T) {
	var log bytes.Buffer
	s := &Server{Log: slog.New(slog.NewTextHandler(&log, nil))}
	r := start(t, s)
	ana := r.join(t, "ana")
	ana.Say("a secret\n/quit\n")
	ana.ExpectEnd()
	ana.Close()
	r.stop(t)
	for _, want := range []string{"connected conn=1 from=127.0.0.1:", "joined conn=1 name=ana", "gone conn=1 name=ana why=quit bytes_in=19 bytes_out=55"} {
		if !strings.Contains(strings.ReplaceAll(log.String(), "msg=", ""), want) {
			t.Errorf("the log lacks %q:\n%s", want, &log)
		}
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log tells what was said:\n%s", &log)
	}
}

// TestAbbreviate: an answer that repeats what was sent cuts no character in half.
func TestAbbreviate(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"short", "short"},
		{strings.Repeat("x", 32), strings.Repeat("x", 32)},
		{strings.Repeat("x", 33), strings.Repeat("x", 32) + "…"},
		{strings.Repeat("€", 20), strings.Repeat("€", 10) + "…"},           // 3 bytes each
		{"x" + strings.Repeat("𝄞", 9), "x" + strings.Repeat("𝄞", 7) + "…"}, // 4
		{strings.Repeat("\x80", 40), strings.Repeat("\x80", 28) + "…"},     // none at all
	} {
		if got := abbreviate(c.word); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.word, got, c.want)
		}
	}
}
