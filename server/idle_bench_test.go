package server

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var idleClients = flag.Int("idle", 10_000, "clients of BenchmarkIdleClients")

// idleTime is the longest that the clients may take to come in.
const idleTime = 5 * time.Minute

// BenchmarkIdleClients reports how many bytes an idle client costs the server after
// it joined: heap and stacks in use after a garbage collection, and all that its
// process took from the system. What the kernel holds for a connection is not
// included.
//
// Each client has been busy: it heard everybody who came after it.
func BenchmarkIdleClients(b *testing.B) {
	n := *idleClients
	for b.Loop() {
		server := runApart(b, "reference")
		inUse, taken := server.memory(b)
		all := newCrowd(b)
		for i := range n {
			all.join(server.addr, i)
		}
		all.entered.Wait()
		(&running{addr: server.addr}).join(b, "last").Close()
		all.hearing.Wait() // nothing is under way any more
		inUseNow, takenNow := server.memory(b)
		b.ReportMetric(float64(inUseNow-inUse)/float64(n), "bytes/client")
		b.ReportMetric(float64(takenNow-taken)/float64(n), "bytes-taken/client")
		all.leave()
	}
	b.ReportMetric(0, "ns/op")
}

// A crowd is many clients that only listen.
type crowd struct {
	b       *testing.B
	conns   []net.Conn
	entered sync.WaitGroup // the clients know who was there before them
	hearing sync.WaitGroup // until "* last left"
}

func newCrowd(b *testing.B) *crowd {
	all := &crowd{b: b}
	b.Cleanup(all.leave)
	return all
}

// join adds one more client. It skips the benchmark if the system does not allow so
// many connections. This process and the server's have raised their own limit as far
// as they may: the Go runtime does that at its start.
func (all *crowd) join(addr string, i int) {
	all.dial(addr, i)()
}

// dial connects client i, and returns a function that gives its name.
func (all *crowd) dial(addr string, i int) (name func()) {
	nc, err := net.Dial("tcp", addr)
	if errors.Is(err, syscall.EMFILE) {
		all.b.Skipf("no descriptor is left after %d clients; allow more (ulimit -Hn), or ask for fewer (-idle %d)", i, i-100)
	}
	if err != nil {
		all.b.Fatalf("client %d: %v", i, err)
	}
	all.conns = append(all.conns, nc)
	all.entered.Add(1)
	all.hearing.Go(func() {
		in := bufio.NewReaderSize(nc, 1<<10)
		all.hear(nc, in, "* in the room:")
		all.entered.Done()
		all.hear(nc, in, "* last left") // whatever the reason
	})
	return func() { fmt.Fprintf(nc, "c%d\n", i) }
}

// hear reads up to a line that begins with the text. It looks at a long line in
// pieces.
func (all *crowd) hear(nc net.Conn, in *bufio.Reader, text string) {
	nc.SetReadDeadline(time.Now().Add(idleTime))
	for {
		piece, err := in.ReadSlice('\n')
		switch {
		case strings.HasPrefix(string(piece), text), errors.Is(err, net.ErrClosed):
			return
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			if !all.b.Failed() { // one error is enough
				all.b.Errorf("%q did not come: %v", text, err)
			}
			return
		}
	}
}

func (all *crowd) leave() {
	for _, nc := range all.conns {
		nc.Close()
	}
	all.hearing.Wait()
}
