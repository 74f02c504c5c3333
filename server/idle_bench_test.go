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

// BenchmarkIdleClients reports what an idle client that has joined costs the
// server, in bytes: heap and stacks in use after a garbage collection, and all
// that its process took from the system. What the kernel holds for a connection
// is not in there.
//
// Each client has been busy: it has heard everybody who came after it.
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
		all.hearing.Wait() // nothing is on its way to anybody any more
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
	entered sync.WaitGroup // they know who was there before them
	hearing sync.WaitGroup // until "* last left"
}

func newCrowd(b *testing.B) *crowd {
	all := &crowd{b: b}
	b.Cleanup(all.leave)
	return all
}

// join sends in one more. It skips the benchmark where there can't be so many
// connections. Both this process and the server's have raised their own limit
// as far as they may: the Go runtime does that when it starts.
func (all *crowd) join(addr string, i int) {
	all.dial(addr, i)()
}

// dial connects client i, and returns what gives its name.
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

// hear reads up to a line that begins with the text. Of long lines it sees
// pieces.
func (all *crowd) hear(nc net.Conn, in *bufio.Reader, text string) {
	nc.SetReadDeadline(time.Now().Add(idleTime))
	for {
		piece, err := in.ReadSlice('\n')
		switch {
		case strings.HasPrefix(string(piece), text), errors.Is(err, net.ErrClosed):
			return
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			if !all.b.Failed() { // one says enough
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
