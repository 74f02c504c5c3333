package history_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"chatlab/server"
	"chatlab/server/history"
	"chatlab/server/wire"
)

// BenchmarkBusyRoom: twenty clients talk as fast as the server takes it, to each
// other and to one client that only listens. One operation is one line, delivered to
// all. Compare the two: with a history, a busy room must keep at least a quarter of
// its lines per second.
func BenchmarkBusyRoom(b *testing.B) {
	b.Run("without", func(b *testing.B) { busyRoom(b, &server.Server{}) })
	b.Run("kept", func(b *testing.B) {
		kept, err := history.Open(filepath.Join(b.TempDir(), "h.log"), history.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer kept.Close()
		busyRoom(b, &server.Server{History: kept})
	})
}

func busyRoom(b *testing.B, s *server.Server) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.Serve(ctx, ln) })
	defer running.Wait()
	defer stop()

	const talkers = 20
	listener := call(b, ln, "listener")
	in := bufio.NewReaderSize(listener, 64<<10)
	for range 2 { // the greeting, and who is here
		if _, err := in.ReadString('\n'); err != nil {
			b.Fatal(err)
		}
	}
	line := fmt.Sprintf("%060d\n", 0)
	each := b.N/talkers + 1
	b.ResetTimer()
	for i := range talkers {
		talker := call(b, ln, fmt.Sprintf("talker%d", i))
		running.Go(func() { io.Copy(io.Discard, talker) })
		running.Go(func() {
			out := bufio.NewWriterSize(talker, 1500) // as many lines in a segment as on a real network
			for range each {
				out.WriteString(line)
			}
			out.Flush()
		})
	}
	for heard := 0; heard < talkers*each; {
		line, err := in.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		if wire.ParseMessage(line[:len(line)-1]).Kind == wire.Chat {
			heard++
		}
	}
	b.StopTimer() // closing takes a second, however much was said
	b.ReportMetric(float64(talkers*each)/b.Elapsed().Seconds(), "lines/s")
}

func call(b *testing.B, ln net.Listener, name string) net.Conn {
	nc, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { nc.Close() })
	fmt.Fprintln(nc, name)
	return nc
}
