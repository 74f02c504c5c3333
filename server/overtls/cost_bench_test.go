package overtls

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/server"
	"chatlab/server/internal/testclient"
)

// BenchmarkFanOut measures the cost of TLS in the worst case: one sender floods lines
// of 50 bytes, and ten receivers take them. A server without TLS and one with it take
// turns. Both ends of all connections are in this process, so the receivers' part of
// TLS counts, too.
func BenchmarkFanOut(b *testing.B) {
	const receivers, each, turns = 10, 60_000, 5
	line := []byte(strings.Repeat("x", 49) + "\n")
	halls := []*hall{openHall(b, receivers, false), openHall(b, receivers, true)}
	for b.Loop() {
		for range turns {
			for _, h := range halls {
				h.round(b, line, each)
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	var ratios []float64
	for i, plain := range halls[0].speeds {
		ratios = append(ratios, halls[1].speeds[i]/plain)
	}
	b.ReportMetric(median(halls[0].speeds), "plain-Mlines/s")
	b.ReportMetric(median(halls[1].speeds), "TLS-Mlines/s")
	b.ReportMetric(median(ratios), "TLS/plain")
}

func median(all []float64) float64 {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}

// A hall is a server with clients of one kind.
type hall struct {
	sender    net.Conn
	receivers []net.Conn
	speeds    []float64 // of the rounds so far, in millions of lines a second
}

func openHall(b *testing.B, receivers int, secure bool) *hall {
	addr := serveEither(b, secure)
	h := &hall{}
	for i := range receivers {
		h.receivers = append(h.receivers, enter(b, addr, fmt.Sprintf("r%d", i), secure))
	}
	h.sender = enter(b, addr, "sender", secure)
	for _, nc := range h.receivers {
		readUpTo(b, nc, "* sender joined\n")
	}
	return h
}

func serveEither(b *testing.B, secure bool) (addr string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	addr = ln.Addr().String()
	if secure {
		serves, _ := identity()
		ln = Listener(ln, serves)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- (&server.Server{}).Serve(ctx, ln) }()
	b.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			b.Error(err)
		}
	})
	return addr
}

// enter joins, and reads up to the list of who is there.
func enter(b *testing.B, addr, name string, secure bool) net.Conn {
	b.Helper()
	tcp, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { tcp.Close() }) // keeps only the socket alive
	nc := tcp
	if secure {
		_, trusts := identity()
		c := Client(tcp, trusts)
		if err := c.Handshake(); err != nil {
			b.Fatal(err)
		}
		nc = c
	}
	fmt.Fprintln(nc, name)
	readUpTo(b, nc, "* in the room:")
	return nc
}

func readUpTo(b *testing.B, nc net.Conn, text string) {
	b.Helper()
	nc.SetReadDeadline(time.Now().Add(testclient.Patience))
	var heard []byte
	for buf := make([]byte, 1<<10); !bytes.Contains(heard, []byte(text)); {
		n, err := nc.Read(buf)
		if heard = append(heard, buf[:n]...); err != nil {
			b.Fatalf("%q, %v", heard, err)
		}
	}
}

// round floods once, and notes how fast the lines arrived.
func (h *hall) round(b *testing.B, line []byte, each int) {
	const arriving = len("[sender] ")
	began := time.Now()
	var done sync.WaitGroup
	for _, nc := range h.receivers {
		done.Go(func() {
			nc.SetReadDeadline(time.Now().Add(testclient.Patience))
			if _, err := io.CopyN(io.Discard, nc, int64(each*(arriving+len(line)))); err != nil {
				b.Error(err)
			}
		})
	}
	batch := bytes.Repeat(line, 600)
	for range each / 600 {
		h.sender.Write(batch)
	}
	done.Wait()
	if b.Failed() {
		b.FailNow()
	}
	h.speeds = append(h.speeds, float64(each*len(h.receivers))/time.Since(began).Seconds()/1e6)
}

// BenchmarkIdle reports what an idle client costs the server in bytes of heap and
// stack, without TLS and with it. The clients' ends are dropped once they are in;
// only their sockets stay.
func BenchmarkIdle(b *testing.B) {
	const clients = 400
	for b.Loop() {
		for _, secure := range []bool{false, true} {
			addr := serveEither(b, secure)
			before := inUse()
			for i := range clients {
				enter(b, addr, fmt.Sprintf("c%d", i), secure)
			}
			b.ReportMetric(float64(inUse()-before)/clients, map[bool]string{false: "plain", true: "TLS"}[secure]+"-bytes/client")
		}
	}
	b.ReportMetric(0, "ns/op")
}

func inUse() int {
	runtime.GC() // a sync.Pool frees what it holds
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse + m.StackInuse)
}
