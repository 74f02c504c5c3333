package proxy

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// BenchmarkThroughput compares a connection through the proxy with a direct one, in turns
// of the same run. It reads chat lines 32 KiB at a time and counts them, as a real program
// works on what it reads.
func BenchmarkThroughput(b *testing.B) {
	const share = 64 << 20 // bytes of one turn
	slow, _ := fault.ParseList("delay 1ms")
	for _, c := range []struct {
		name  string
		proxy *Proxy
	}{
		{"as-it-is", &Proxy{}},
		{"recorded", &Proxy{Record: trace.NewWriter(io.Discard, time.Now).Record}},
		{"delay-1ms", &Proxy{faults: slow}},
	} {
		b.Run(c.name, func(b *testing.B) {
			server := listen(b)
			defer server.Close()
			c.proxy.Dial = DialTCP(server.Addr().String(), limit)
			addr := serve(b, c.proxy)
			var direct, through time.Duration
			for b.Loop() {
				direct += transfer(b, server, server.Addr().String(), share)
				through += transfer(b, server, addr, share)
			}
			rate := func(d time.Duration) float64 { return share * float64(b.N) / 1e6 / d.Seconds() }
			b.ReportMetric(rate(direct), "direct-MB/s")
			b.ReportMetric(rate(through), "proxied-MB/s")
			b.ReportMetric(rate(through)/rate(direct), "ratio")
		})
	}
}

// transfer sends bytes from a client to the server, and returns how long it took.
func transfer(b *testing.B, server net.Listener, addr string, bytes int) time.Duration {
	client, err := net.DialTimeout("tcp", addr, limit)
	if err != nil {
		b.Fatal(err)
	}
	far, err := server.Accept()
	if err != nil {
		b.Fatal(err)
	}
	defer far.Close()
	began := time.Now()
	go func() { // ends when everything is sent, or the server's end is closed
		defer client.Close()
		lines := chatLines()
		for sent := 0; sent < bytes; sent += len(lines) {
			if _, err := client.Write(lines); err != nil {
				return
			}
		}
	}()
	if got := count(b, far); got < bytes {
		b.Fatalf("%d bytes of %d arrived", got, bytes)
	}
	return time.Since(began)
}

func chatLines() []byte {
	line := append(bytes.Repeat([]byte("x"), 49), '\n')
	return bytes.Repeat(line, 16<<10/len(line))
}

// count reads to the end and returns how many bytes the lines have.
func count(b *testing.B, nc net.Conn) (total int) {
	buf := make([]byte, 32<<10)
	lines := 0
	for {
		n, err := nc.Read(buf)
		total += n
		lines += bytes.Count(buf[:n], []byte{'\n'})
		if err == io.EOF {
			return total
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
