package server

import (
	"bytes"
	"flag"
	"fmt"
	"net"
	"runtime"
	"testing"
	"time"
)

// Ten thousand need twenty thousand descriptors: ulimit -n 20100.
var idleClients = flag.Int("idle", 2000, "clients of BenchmarkIdleClients")

// BenchmarkIdleClients reports what an idle client that has joined costs the
// server, in bytes of heap and stack; the test's side of it is in there, too.
func BenchmarkIdleClients(b *testing.B) {
	n := *idleClients
	for b.Loop() {
		// Nobody reads before all have come, so nobody may be cut off for that.
		r := start(b, &Server{Limits: Limits{Clients: n + 1, WriteTime: time.Hour}})
		all := make([]net.Conn, n)
		runtime.GC()
		before := heap()
		for i := range all {
			nc, err := net.Dial("tcp", r.addr)
			if err != nil {
				b.Fatalf("client %d of %d: %v; are there enough descriptors? (ulimit -n)", i, n, err)
			}
			all[i] = nc
			fmt.Fprintf(nc, "c%d\n", i)
		}
		r.join(b, "last").Close()
		hearUntil(b, all, "* last left\n") // nothing is on its way to anybody any more
		runtime.GC()
		b.ReportMetric(float64(heap()-before)/float64(n), "bytes/client")
		for _, nc := range all {
			nc.Close()
		}
		r.stop(b)
	}
}

// hearUntil reads from each connection until the text has come, with one
// buffer for all.
func hearUntil(b *testing.B, all []net.Conn, text string) {
	buf := make([]byte, 1<<20)
	for i, nc := range all {
		nc.SetReadDeadline(time.Now().Add(time.Minute))
		for n := 0; !bytes.HasSuffix(buf[:n], []byte(text)); {
			k, err := nc.Read(buf[n:])
			if err != nil {
				b.Fatalf("client %d: %v", i, err)
			}
			n += k
		}
	}
}
