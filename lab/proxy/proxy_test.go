package proxy

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// limit is how long a test waits for anything.
const limit = time.Minute

// A stand is a proxy between the two ends of a test.
type stand struct {
	proxy    *Proxy
	addr     string
	server   net.Listener
	recorder *trace.Recorder
	reports  chan error
}

func newStand(t *testing.T, faults ...string) *stand {
	t.Helper()
	return newStandWith(t, func(trace.Event) {}, faults...)
}

// newStandWith also calls also for each event, once it is recorded.
func newStandWith(t *testing.T, also func(trace.Event), faults ...string) *stand {
	t.Helper()
	s := &stand{server: listen(t), recorder: trace.NewRecorder(time.Now), reports: make(chan error, 10)}
	t.Cleanup(func() { s.server.Close() })
	s.proxy = &Proxy{
		Dial: DialTCP(s.server.Addr().String(), limit),
		Record: func(e trace.Event) {
			s.recorder.Record(e)
			also(e)
		},
		Report: func(_ string, err error) { s.reports <- err },
	}
	if len(faults) > 0 {
		s.set(t, faults...)
	}
	holdEnds(t, s.proxy)
	s.addr = serve(t, s.proxy)
	return s
}

// holdEnds checks that Over is called once for each connection, after its last event.
func holdEnds(t *testing.T, p *Proxy) {
	var open, over sync.Map
	record := p.Record
	p.Record = func(e trace.Event) {
		if _, is := over.Load(e.Conn); is {
			t.Errorf("recorded after %s was over: %v", e.Conn, e)
		}
		open.Store(e.Conn, true)
		record(e)
	}
	p.Over = func(conn string) {
		if _, is := over.LoadOrStore(conn, true); is {
			t.Errorf("%s is over for a second time", conn)
		}
	}
	t.Cleanup(func() { // after Serve has ended
		open.Range(func(conn, _ any) bool {
			if _, is := over.Load(conn); !is {
				t.Errorf("%s is not said to be over", conn)
			}
			return true
		})
	})
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// serve runs a proxy until the test ends, and then waits for it.
func serve(t testing.TB, p *Proxy) (addr string) {
	t.Helper()
	ln := listen(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, ln) }() // Cleanup waits for it
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return ln.Addr().String()
}

func (s *stand) set(t *testing.T, faults ...string) {
	t.Helper()
	if len(faults) == 0 {
		s.proxy.Set(nil)
		return
	}
	specs, err := fault.ParseList(strings.Join(faults, ","))
	if err != nil {
		t.Fatal(err)
	}
	s.proxy.Set(specs)
}

// ends returns both ends of a new connection through the proxy.
func (s *stand) ends(t testing.TB) (client, server *net.TCPConn) {
	t.Helper()
	nc, err := net.DialTimeout("tcp", s.addr, limit)
	if err != nil {
		t.Fatal(err)
	}
	far, err := s.server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	client, server = nc.(*net.TCPConn), far.(*net.TCPConn)
	for _, end := range []*net.TCPConn{client, server} {
		end.SetDeadline(time.Now().Add(limit))
		t.Cleanup(func() { end.Close() })
	}
	return client, server
}

func write(t testing.TB, nc net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(nc, text); err != nil {
		t.Fatal(err)
	}
}

// expect reads exactly that text.
func expect(t testing.TB, nc net.Conn, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(nc, got); err != nil || string(got) != text {
		t.Fatalf("read %q, %v; want %q", got[:n], err, text)
	}
}

// expectEnd reads the rest and checks how the stream ends.
func expectEnd(t testing.TB, nc net.Conn, rest string, end error) {
	t.Helper()
	got, err := io.ReadAll(nc)
	if string(got) != rest || !errors.Is(err, end) {
		t.Errorf("read %q, then %v; want %q, then %v", got, err, rest, end)
	}
}

var fin error // what io.ReadAll returns at a FIN

func TestCarriesBothWays(t *testing.T) {
	client, server := newStand(t).ends(t)
	write(t, client, "hello")
	expect(t, server, "hello")
	write(t, server, "who are you?")
	expect(t, client, "who are you?")
}

// TestHalfClose: a client that has sent its FIN still gets the answer.
func TestHalfClose(t *testing.T) {
	client, server := newStand(t).ends(t)
	write(t, client, "bye")
	client.CloseWrite()
	expectEnd(t, server, "bye", fin)
	write(t, server, "see you")
	server.CloseWrite()
	expectEnd(t, client, "see you", fin)
}

func TestResetIsPassedOn(t *testing.T) {
	for _, faults := range [][]string{nil, {"delay 5ms"}} {
		client, server := newStand(t, faults...).ends(t)
		abort(client)
		expectEnd(t, server, "", syscall.ECONNRESET)

		client, server = newStand(t, faults...).ends(t)
		abort(server)
		expectEnd(t, client, "", syscall.ECONNRESET)
	}
}

// TestWriteToOneWhoIsGone: a client that writes to a closed program is reset, as without a
// proxy. It hears the program's last words first.
func TestWriteToOneWhoIsGone(t *testing.T) {
	client, server := newStand(t).ends(t)
	write(t, server, "last words")
	server.Close()
	expect(t, client, "last words")
	deadline := time.Now().Add(limit)
	for {
		if _, err := client.Write([]byte("still there?")); err != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("every write is taken")
		}
	}
}

func TestServerThatCannotBeReached(t *testing.T) {
	s := newStand(t)
	_, server := s.ends(t)
	s.server.Close()
	client, err := net.DialTimeout("tcp", s.addr, limit)
	if err == nil {
		defer client.Close()
		client.SetDeadline(time.Now().Add(limit))
		_, err = client.Read(make([]byte, 1))
	}
	if !errors.Is(err, syscall.ECONNRESET) { // it may come before Dial returns
		t.Errorf("the client sees %v; want a reset", err)
	}
	if err := <-s.reports; !errors.Is(err, syscall.ECONNREFUSED) || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("reported %v; want only that it was refused", err)
	}
	write(t, server, "the others are left alone")
}

// TestEndResetsWhatIsUnderWay: when Serve returns, nothing is left running and both ends know.
func TestEndResetsWhatIsUnderWay(t *testing.T) {
	ln := listen(t)
	defer ln.Close()
	front := listen(t)
	p := &Proxy{Dial: DialTCP(ln.Addr().String(), limit)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, front) }() // waited for below
	s := &stand{addr: front.Addr().String(), server: ln}
	client, server := s.ends(t)
	write(t, client, "under way")
	expect(t, server, "under way")
	stalled, err := fault.ParseList("stall to-server")
	if err != nil {
		t.Fatal(err)
	}
	p.Set(stalled)
	write(t, client, "never to arrive")
	client.CloseWrite()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	expectEnd(t, client, "", syscall.ECONNRESET)
	expectEnd(t, server, "", syscall.ECONNRESET)
}

// TestAcceptIsTriedAgain: one failed accept does not end the proxy.
func TestAcceptIsTriedAgain(t *testing.T) {
	server := listen(t)
	defer server.Close()
	front := &failsOnce{Listener: listen(t)}
	reports := make(chan error, 1)
	p := &Proxy{Dial: DialTCP(server.Addr().String(), limit), Report: func(_ string, err error) { reports <- err }}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, front) }() // waited for below
	if err := <-reports; !errors.Is(err, syscall.EMFILE) {
		t.Errorf("reported %v, want %v", err, syscall.EMFILE)
	}
	s := &stand{addr: front.Addr().String(), server: server}
	client, far := s.ends(t)
	write(t, client, "here I am")
	expect(t, far, "here I am")
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

type failsOnce struct {
	net.Listener
	failed bool
}

func (l *failsOnce) Accept() (net.Conn, error) {
	if !l.failed {
		l.failed = true
		return nil, syscall.EMFILE
	}
	return l.Listener.Accept()
}

// TestRecord: with faults both ends of the path are recorded, without faults only the client's.
func TestRecord(t *testing.T) {
	s := newStand(t)
	client, server := s.ends(t)
	write(t, client, "ab")
	expect(t, server, "ab")
	s.set(t, "slice 1..1 to-server", "limit after 2 to-client")
	write(t, client, "cd")
	expect(t, server, "cd")
	write(t, server, "efg")
	expectEnd(t, client, "ef", fin)
	expectEnd(t, server, "", fin)
	want := []string{
		`c1 - open`,
		`c1 > data "ab"`,
		`c1 - fault "" "slice 1..1 to-server, limit after 2 to-client"`,
		`c1 > data "cd"`,
		`c1 >> data "c"`,
		`c1 >> data "d"`,
		`c1 << data "efg"`,
		`c1 < data "ef"`,
		`c1 < fin "" "by a fault"`,
		`c1 >> fin "" "by a fault"`,
	}
	var got []string
	for _, e := range s.recorder.Log().All() {
		_, text, _ := strings.Cut(e.String(), " ")
		got = append(got, text)
	}
	ends := func(lines []string) { slices.Sort(lines[len(want)-2:]) } // the order of the two ends may vary
	if got = got[:min(len(got), len(want))]; len(got) == len(want) {
		ends(got)
		ends(want)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
}

// TestManyConnectionsAtOnce is for the race detector: connections, faults and ends all
// happen at the same time.
func TestManyConnectionsAtOnce(t *testing.T) {
	s := newStand(t)
	const many = 20
	text := strings.Repeat("around and around\n", 1000)
	var all sync.WaitGroup
	for range many {
		all.Go(func() {
			nc, err := s.server.Accept()
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			nc.SetDeadline(time.Now().Add(limit))
			io.Copy(nc, nc)
		})
		all.Go(func() {
			nc, err := net.DialTimeout("tcp", s.addr, limit)
			if err != nil {
				t.Error(err)
				return
			}
			defer nc.Close()
			nc.SetDeadline(time.Now().Add(limit))
			all.Go(func() {
				io.WriteString(nc, text)
				nc.(*net.TCPConn).CloseWrite()
			})
			expectEnd(t, nc, text, fin)
		})
	}
	for range many {
		s.set(t, "merge 1ms", "delay 1ms..3ms")
		s.set(t)
	}
	all.Wait()
}
