package server

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/server/internal/testclient"
)

// flood sends n lines of 1000 bytes. It reads nothing, as no answer comes.
func flood(p *peer, n int) {
	line := []byte(strings.Repeat("x", 999) + "\n")
	for range n {
		if _, err := p.Write(line); err != nil {
			return
		}
	}
}

// countLines reads until it has seen a line with the text, and returns how
// many chat lines came before it.
func (p *peer) countLines(until string) (n int) {
	p.T.Helper()
	for {
		line := p.Line()
		if strings.Contains(line, until) {
			return n
		}
		if strings.HasPrefix(line, "[") {
			n++
		}
	}
}

// TestFrozenReaderIsCutAlone: one client stops reading. It is cut off, the others are
// told, and they get every line.
func TestFrozenReaderIsCutAlone(t *testing.T) {
	r := start(t, &Server{})
	frozen := r.dial(t)
	frozen.SetReadBuffer(4 << 10)
	frozen.Say("frozen\n") // from here on it reads nothing
	flooder, reader := r.join(t, "flooder"), r.join(t, "reader")
	const lines = 10_000 // 10 MB, more than the kernel holds
	go func() {
		flood(flooder, lines)
		io.WriteString(flooder, "the end\n")
	}()
	cut, heard := false, 0
	for heard <= lines {
		line := reader.Line()
		cut = cut || line == "* frozen left (too slow)\n"
		if strings.HasPrefix(line, "[flooder] ") {
			heard++
		}
	}
	if !cut {
		t.Error("the frozen client was not cut off")
	}
}

// TestSteadyReaderIsWaitedFor: a reader that is slower than the flood, but reads all
// the time, misses nothing.
func TestSteadyReaderIsWaitedFor(t *testing.T) {
	t.Parallel()
	// The time limits are wide: on a busy machine the reader sometimes does not run
	// for a while.
	r := start(t, &Server{Limits: Limits{Outbox: 256 << 10, HighWater: 64 << 10, Moving: testclient.Patience, HoldUp: testclient.Patience}})
	steady := r.join(t, "steady")
	steady.SetReadBuffer(64 << 10)
	flooder := r.join(t, "flooder")
	steady.Expect("* flooder joined\n")
	const lines = 4000
	go func() {
		flood(flooder, lines)
		io.WriteString(flooder, "the end\n")
	}()
	// About 4 MB/s: a piece of 4 KiB each millisecond, paced by a ticker.
	pace := time.NewTicker(time.Millisecond)
	defer pace.Stop()
	heard, last := 0, ""
	buf := make([]byte, 4<<10)
	for !strings.HasSuffix(last, "the end\n") {
		<-pace.C
		steady.SetReadDeadline(time.Now().Add(testclient.Patience))
		n, err := steady.In.Read(buf)
		if err != nil {
			t.Fatalf("after %d lines: %v: the steady reader was cut off", heard, err)
		}
		heard += strings.Count(string(buf[:n]), "\n")
		last += string(buf[:n])
		last = last[max(len(last)-100, 0):]
	}
	if heard != lines+1 {
		t.Errorf("%d lines, want %d", heard, lines+1)
	}
}

// TestStuckBelowTheLimit: a client that takes nothing for too long is cut off as too
// slow, even if little waits for it (P17).
func TestStuckBelowTheLimit(t *testing.T) {
	r := start(t, &Server{Limits: Limits{WriteTime: 200 * time.Millisecond, SendBuffer: 4 << 10, Outbox: 64 << 20, HighWater: 64 << 20}})
	stuck := r.dial(t)
	stuck.SetReadBuffer(4 << 10)
	stuck.Say("stuck\n") // from here on it reads nothing
	flooder, reader := r.join(t, "flooder"), r.join(t, "reader")
	go flood(flooder, 5000) // 5 MB, more than the kernel holds
	for {
		if line := reader.Line(); strings.HasPrefix(line, "* stuck left") {
			if line != "* stuck left (too slow)\n" {
				t.Errorf("told %q", line)
			}
			return
		}
	}
}

// TestWhoAsksAndDoesNotRead: answers count against the outbox, too.
func TestWhoAsksAndDoesNotRead(t *testing.T) {
	r := start(t, &Server{Limits: Limits{HoldUp: time.Millisecond, SendBuffer: 4 << 10, Outbox: 64 << 10, HighWater: 16 << 10}})
	ana, asker := r.join(t, "ana"), r.join(t, "asker")
	ana.Expect("* asker joined\n")
	asker.SetReadBuffer(4 << 10)
	go func() {
		for {
			if _, err := io.WriteString(asker, strings.Repeat("/help\n", 1000)); err != nil {
				return // cut off, or the test is over
			}
		}
	}()
	ana.Expect("* asker left (too slow)\n")
}

// TestGarbageLeavesAWorkingRoom: many connections send random, huge, half and binary
// lines at once. The memory stays bounded.
func TestGarbageLeavesAWorkingRoom(t *testing.T) {
	s := &Server{}
	r := start(t, s)
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	const callers, volume = 20, 2 << 20
	readers := drain(ana, bruno)
	var peak uint64
	var all sync.WaitGroup
	for i := range callers {
		p := r.dial(t)
		all.Go(func() {
			go io.Copy(io.Discard, p) // ends with the connection
			spew(p, rand.New(rand.NewPCG(uint64(i), 1)), i, volume)
			if i%2 == 0 {
				p.SetLinger(0)
			}
			p.Close()
		})
		peak = max(peak, heap())
	}
	all.Wait()
	peak = max(peak, heap())
	for _, stop := range readers {
		stop()
	}
	if limit := uint64(256 << 20); peak > limit {
		t.Errorf("%d MiB of heap, more than %d", peak>>20, limit>>20)
	}
	carla, dora := r.join(t, "carla"), r.join(t, "dora")
	carla.countLines("dora joined")
	dora.Say("still here?\n")
	for line := carla.Line(); line != "[dora] still here?\n"; line = carla.Line() {
	}
}

// spew writes garbage: random bytes, one line without end, or half lines. Three of
// four kinds give a name first, so that they get in.
func spew(p *peer, random *rand.Rand, kind, volume int) {
	if kind%4 != 0 {
		fmt.Fprintf(p, "guest%d\n", kind)
	}
	buf := make([]byte, 32<<10)
	for sent := 0; sent < volume; sent += len(buf) {
		for i := range buf {
			switch kind % 3 {
			case 0:
				buf[i] = byte(random.Uint32())
			case 1:
				buf[i] = 'x'
			case 2:
				buf[i] = "\n\r\x1b/ab"[random.IntN(6)]
			}
		}
		if _, err := p.Write(buf); err != nil {
			return // refused or cut off, as the server may
		}
	}
}

// drain keeps clients reading until the function returned for each is called.
func drain(peers ...*peer) []func() {
	var stops []func()
	for _, p := range peers {
		done := make(chan struct{})
		p.SetReadDeadline(time.Time{})
		go func() {
			defer close(done)
			io.Copy(io.Discard, p.In)
		}()
		stops = append(stops, func() {
			p.SetReadDeadline(time.Unix(1, 0))
			<-done
		})
	}
	return stops
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
