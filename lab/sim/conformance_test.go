package sim

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
)

// conformance lists what every net.Conn promises. The cases are those of TestConn in
// golang.org/x/net/nettest. That test waits in real time and starts subtests, so it
// can't run in a bubble. Each case runs over a path without delay and over a bad one,
// exact and loose.
var conformance = []struct {
	name string
	test func(t *testing.T, a, b *Conn)
}{
	{"BasicIO", basicIO},
	{"PingPong", pingPong},
	{"RacyRead", racyRead},
	{"RacyWrite", racyWrite},
	{"ReadTimeout", readTimeout},
	{"WriteTimeout", writeTimeout},
	{"PastTimeout", pastTimeout},
	{"PresentTimeout", presentTimeout},
	{"FutureTimeout", futureTimeout},
	{"CloseTimeout", closeTimeout},
	{"ConcurrentMethods", concurrentMethods},
}

func TestConformance(t *testing.T) {
	bad := Profiles()[len(Profiles())-1]
	for _, options := range []struct {
		name string
		Options
	}{
		{"exact", Options{}},
		{"loose", Options{Loose: true}},
		{"exact on a bad path", Options{Profile: bad}},
		{"loose on a bad path", Options{Profile: bad, Loose: true}},
	} {
		for _, c := range conformance {
			t.Run(options.name+"/"+c.name, func(t *testing.T) {
				inPair(t, options.Options, func(t *testing.T, client, server *Conn) { c.test(t, client, server) })
			})
			t.Run(options.name+"/"+c.name+" from the server", func(t *testing.T) {
				inPair(t, options.Options, func(t *testing.T, client, server *Conn) { c.test(t, server, client) })
			})
		}
	}
}

// basicIO carries 1 MiB there and back, more than all windows and buffers hold.
func basicIO(t *testing.T, a, b *Conn) {
	want := make([]byte, 1<<20)
	random := rand.NewChaCha8([32]byte{1})
	random.Read(want)
	var all sync.WaitGroup
	all.Go(func() {
		if n, err := a.Write(want); n != len(want) || err != nil {
			t.Errorf("Write: %d, %v", n, err)
		}
		if err := a.CloseWrite(); err != nil {
			t.Error(err)
		}
	})
	all.Go(func() { // sends back what comes
		if _, err := io.Copy(struct{ io.Writer }{b}, struct{ io.Reader }{b}); err != nil {
			t.Error(err)
		}
		b.CloseWrite()
	})
	got, err := io.ReadAll(a)
	if !bytes.Equal(got, want) || err != nil {
		t.Errorf("%d bytes came back of %d, or others; %v", len(got), len(want), err)
	}
	all.Wait()
}

func pingPong(t *testing.T, a, b *Conn) {
	play := func(c *Conn, serves bool) {
		buf := make([]byte, 8)
		if serves {
			c.Write(buf)
		}
		for {
			if _, err := io.ReadFull(c, buf); err != nil {
				t.Error(err)
				return
			}
			buf[0]++
			done := buf[0] >= 100
			if _, err := c.Write(buf); err != nil {
				t.Error(err)
				return
			}
			if done || buf[0] == 99 { // the other end makes the last move
				return
			}
		}
	}
	var all sync.WaitGroup
	all.Go(func() { play(a, true) })
	all.Go(func() { play(b, false) })
	all.Wait()
}

// racyRead lets many goroutines read at once, with a deadline that moves.
func racyRead(t *testing.T, a, b *Conn) {
	var writer, readers sync.WaitGroup
	writer.Go(func() {
		chunk := make([]byte, 1024)
		for {
			if _, err := b.Write(chunk); err != nil {
				return // this end was closed
			}
		}
	})
	a.SetReadDeadline(time.Now().Add(time.Millisecond))
	for range 10 {
		readers.Go(func() {
			buf := make([]byte, 1024)
			for range 10 {
				if n, err := a.Read(buf); err != nil || n == 0 {
					checkTimeout(t, err)
					a.SetReadDeadline(time.Now().Add(time.Second))
				}
			}
		})
	}
	readers.Wait()
	b.Close()
	writer.Wait()
}

// racyWrite lets many goroutines write at once, with a deadline that moves.
func racyWrite(t *testing.T, a, b *Conn) {
	var reader, writers sync.WaitGroup
	reader.Go(func() { io.Copy(io.Discard, b) })
	a.SetWriteDeadline(time.Now().Add(time.Millisecond))
	for range 10 {
		writers.Go(func() {
			buf := make([]byte, 100<<10)
			for range 10 {
				if _, err := a.Write(buf); err != nil {
					checkTimeout(t, err)
					a.SetWriteDeadline(time.Now().Add(time.Second))
				}
			}
		})
	}
	writers.Wait()
	a.Close()
	reader.Wait()
}

// readTimeout reads where nothing comes.
func readTimeout(t *testing.T, a, _ *Conn) {
	began := time.Now()
	a.SetReadDeadline(began.Add(time.Minute))
	n, err := a.Read(make([]byte, 1))
	checkTimeout(t, err)
	if n != 0 {
		t.Errorf("read %d bytes of nothing", n)
	}
	checkTook(t, began, time.Minute)
	if _, err := a.Write([]byte("x")); err != nil {
		t.Errorf("a deadline for reads stops a write: %v", err)
	}
}

// writeTimeout writes more than all buffers hold.
func writeTimeout(t *testing.T, a, _ *Conn) {
	began := time.Now()
	a.SetWriteDeadline(began.Add(time.Minute))
	n, err := a.Write(make([]byte, 8<<20))
	checkTimeout(t, err)
	if n <= 0 || n >= 8<<20 {
		t.Errorf("%d bytes were taken", n)
	}
	checkTook(t, began, time.Minute)
}

// pastTimeout sets deadlines in the past, and removes them.
func pastTimeout(t *testing.T, a, b *Conn) {
	var echo sync.WaitGroup
	echo.Go(func() { io.Copy(struct{ io.Writer }{b}, struct{ io.Reader }{b}) })
	a.SetDeadline(time.Unix(1, 0))
	n, err := a.Write([]byte("x"))
	checkTimeout(t, err)
	if n != 0 {
		t.Errorf("wrote %d bytes", n)
	}
	_, err = a.Read(make([]byte, 1))
	checkTimeout(t, err)
	a.SetDeadline(time.Time{})
	roundTrip(t, a)
	a.CloseWrite()
	echo.Wait()
}

// presentTimeout sets a deadline in the past while calls wait.
func presentTimeout(t *testing.T, a, _ *Conn) {
	var all sync.WaitGroup
	all.Go(func() {
		time.Sleep(time.Second) // virtual: until both calls below wait
		a.SetDeadline(time.Unix(1, 0))
	})
	all.Go(func() {
		_, err := a.Read(make([]byte, 1))
		checkTimeout(t, err)
	})
	all.Go(func() {
		_, err := a.Write(make([]byte, 8<<20))
		checkTimeout(t, err)
	})
	all.Wait()
}

// futureTimeout sets a deadline, lets it pass, and goes on.
func futureTimeout(t *testing.T, a, b *Conn) {
	began := time.Now()
	a.SetDeadline(began.Add(time.Second))
	var all sync.WaitGroup
	all.Go(func() {
		_, err := a.Read(make([]byte, 1))
		checkTimeout(t, err)
	})
	all.Go(func() {
		_, err := a.Write(make([]byte, 8<<20))
		checkTimeout(t, err)
	})
	all.Wait()
	checkTook(t, began, time.Second)

	var echo sync.WaitGroup
	echo.Go(func() { io.Copy(struct{ io.Writer }{b}, struct{ io.Reader }{b}) })
	a.SetDeadline(time.Now().Add(time.Hour))
	drain := make([]byte, 64<<10) // what the timed-out write did send comes back first
	a.SetReadDeadline(time.Now().Add(10 * time.Minute))
	for {
		if _, err := a.Read(drain); err != nil {
			checkTimeout(t, err)
			break
		}
	}
	a.SetDeadline(time.Now().Add(time.Hour))
	roundTrip(t, a)
	a.CloseWrite()
	echo.Wait()
}

// closeTimeout closes while calls wait.
func closeTimeout(t *testing.T, a, _ *Conn) {
	var all sync.WaitGroup
	all.Go(func() {
		time.Sleep(time.Second) // virtual: until both calls below wait
		a.Close()
	})
	a.SetDeadline(time.Time{})
	all.Go(func() {
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Read: %v", err)
		}
	})
	all.Go(func() {
		if _, err := a.Write(make([]byte, 8<<20)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Write: %v", err)
		}
	})
	all.Wait()
}

// concurrentMethods calls everything at once, for the race detector.
func concurrentMethods(t *testing.T, a, b *Conn) {
	var reader, all sync.WaitGroup
	reader.Go(func() { io.Copy(struct{ io.Writer }{b}, struct{ io.Reader }{b}) })
	for range 20 {
		all.Go(func() { a.Read(make([]byte, 1024)) })
		all.Go(func() { a.Write(make([]byte, 1024)) })
		all.Go(func() { a.SetDeadline(time.Now().Add(10 * time.Minute)) })
		all.Go(func() { a.SetReadDeadline(time.Now().Add(10 * time.Minute)) })
		all.Go(func() { a.SetWriteDeadline(time.Now().Add(10 * time.Minute)) })
		all.Go(func() { a.LocalAddr(); a.RemoteAddr() })
		all.Go(func() { runtime.Gosched(); a.SetReadBuffer(4096) })
	}
	all.Wait() // each read gets some of the echo
	a.Close()
	reader.Wait()
}

// roundTrip sends something to an end that echoes it.
func roundTrip(t *testing.T, c *Conn) {
	t.Helper()
	want := []byte("hello, the other end")
	if _, err := c.Write(want); err != nil {
		t.Error(err)
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%q came back, %v", got, err)
	}
}

// checkTimeout checks that an error is a timeout in the form of package net.
func checkTimeout(t *testing.T, err error) {
	t.Helper()
	var neterr net.Error
	if !errors.As(err, &neterr) || !neterr.Timeout() || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the error is %v, and not a timeout", err)
	}
}

// checkTook checks how much virtual time has passed: want, and hardly more.
func checkTook(t *testing.T, began time.Time, want time.Duration) {
	t.Helper()
	if took := time.Since(began); took < want || took > want+10*time.Millisecond {
		t.Errorf("it took %v, not %v", took, want)
	}
}
