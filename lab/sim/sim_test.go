package sim

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
	"chatlab/server"
)

// inNet runs part beside the reference server, in a bubble. It checks that the server
// ends afterwards.
func inNet(t *testing.T, options Options, part func(ctx context.Context, n *Net)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := New(options)
		ln, err := n.Listen()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel() // ends Run
			serving, stop := context.WithCancel(ctx)
			served := make(chan error)
			go func() { served <- (&server.Server{}).Serve(serving, ln) }()
			part(ctx, n)
			stop()
			if err := <-served; err != nil {
				t.Errorf("Serve: %v", err)
			}
		}()
		n.Run(ctx)
	})
}

// join connects a client, sends its name and reads up to the list.
func join(ctx context.Context, t *testing.T, n *Net, name string) (*Conn, *bufio.Reader) {
	t.Helper()
	c, err := n.Dial(ctx, name)
	if err != nil {
		t.Error(err)
		runtime.Goexit()
	}
	r := bufio.NewReader(c)
	fmt.Fprintf(c, "%s\n", name)
	for range 2 {
		if _, err := r.ReadString('\n'); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	return c, r
}

func expectLine(t *testing.T, r *bufio.Reader, want string) {
	t.Helper()
	if line, err := r.ReadString('\n'); line != want+"\n" || err != nil {
		t.Errorf("read %q, %v; want %q", line, err, want)
	}
}

// TestChat lets two clients talk over every kind of path, and one leave politely.
func TestChat(t *testing.T) {
	for _, p := range append(Profiles(), Profile{Name: "none"}) {
		t.Run(p.Name, func(t *testing.T) {
			inNet(t, Options{Seed: 1, Profile: p}, func(ctx context.Context, n *Net) {
				ana, heard := join(ctx, t, n, "ana")
				bruno, told := join(ctx, t, n, "bruno")
				expectLine(t, heard, "* bruno joined")
				for i := range 100 {
					fmt.Fprintf(ana, "line %d\n", i)
				}
				for i := range 100 {
					expectLine(t, told, fmt.Sprintf("[ana] line %d", i))
				}
				ana.Close()
				expectLine(t, told, "* ana left")
				bruno.Close()
			})
		})
	}
}

// TestClosingUnreadResets: every TCP does this (RFC 2525, section 2.17).
func TestClosingUnreadResets(t *testing.T) {
	inNet(t, Options{}, func(ctx context.Context, n *Net) {
		ana, _ := join(ctx, t, n, "ana")
		bruno, told := join(ctx, t, n, "bruno")
		fmt.Fprintf(bruno, "hello\n")
		bruno.SetReadDeadline(time.Now().Add(time.Second)) // until ana has received it; she does not read it
		told.ReadString('\n')
		bruno.SetReadDeadline(time.Time{})
		ana.Close()
		expectLine(t, told, "* ana left (connection reset)")
		bruno.Close()
	})
}

// TestVanishing: keepalive notices a host that has lost power, after 15 s and three
// probes. It does not notice a shorter cut.
func TestVanishing(t *testing.T) {
	inNet(t, Options{Profile: Profiles()[0]}, func(ctx context.Context, n *Net) {
		bruno, told := join(ctx, t, n, "bruno")
		ana := make(chan *Puppet, 1)
		n.At(0, func() {
			var p *Puppet
			p = n.Puppet("ana", Sees{Open: func() { p.Send([]byte("ana\n")) }})
			ana <- p
		})
		p := <-ana
		expectLine(t, told, "* ana joined")
		began := n.Elapsed()
		n.At(began+10*time.Second, func() { p.Cut(true, true) })
		n.At(began+20*time.Second, p.Heal)
		n.At(began+60*time.Second, p.Vanish)
		expectLine(t, told, "* ana left (timeout)")
		if after := n.Elapsed() - began - 60*time.Second; after < 15*time.Second || after > 31*time.Second {
			t.Errorf("noticed after %v", after)
		}
		bruno.Close()
	})
}

// TestSlowReader: a client that reads nothing fills its window and the server's
// buffers. It is cut off and holds up nobody.
func TestSlowReader(t *testing.T) {
	inNet(t, Options{Profile: Profiles()[0]}, func(ctx context.Context, n *Net) {
		ana, heard := join(ctx, t, n, "ana")
		bruno, told := join(ctx, t, n, "bruno")
		expectLine(t, heard, "* bruno joined")
		_, _ = join(ctx, t, n, "carla") // never reads again
		expectLine(t, heard, "* carla joined")
		expectLine(t, told, "* carla joined")
		line := strings.Repeat("x", 999)
		const lines = 3000
		go func() {
			for range lines {
				fmt.Fprintln(ana, line)
			}
		}()
		got, cut := 0, false
		for got < lines || !cut {
			text, err := told.ReadString('\n')
			switch {
			case err != nil:
				t.Errorf("after %d lines: %v", got, err)
				return
			case text == "[ana] "+line+"\n":
				got++
			case text == "* carla left (too slow)\n":
				cut = true
			default:
				t.Errorf("read %q", text)
			}
		}
		ana.Close()
		bruno.Close()
	})
}

// TestNobodyListens: a dial without a listener is refused. A connection that is not
// accepted is reset when the listener closes.
func TestNobodyListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Options{Profile: Profiles()[0]})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel()
			if _, err := n.Dial(ctx, "ana"); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("with no listener: %v", err)
			}
			ln, err := n.Listen()
			if err != nil {
				t.Error(err)
			}
			if _, err := n.Listen(); !errors.Is(err, syscall.EADDRINUSE) {
				t.Errorf("a second listener: %v", err)
			}
			c, err := n.Dial(ctx, "ana") // the kernel accepts before the program does
			if err != nil {
				t.Error(err)
				return
			}
			hasty, giveUp := context.WithTimeout(ctx, 50*time.Microsecond)
			defer giveUp()
			if _, err := n.Dial(hasty, "hasty"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("with no time to dial a listener: %v", err)
			}
			time.Sleep(time.Second) // virtual: the answer reaches nobody
			ln.Close()
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("not accepted, and then: %v", err)
			}
			c.Close()
			if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
				t.Errorf("Accept on a closed listener: %v", err)
			}
			impatient, stop := context.WithTimeout(ctx, 50*time.Microsecond)
			defer stop()
			if _, err := n.Dial(impatient, "bruno"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("with no time to dial: %v", err)
			}
		}()
		n.Run(ctx)
	})
}

// TestFaults: the faults of the proxy work here too.
func TestFaults(t *testing.T) {
	inNet(t, Options{}, func(ctx context.Context, n *Net) {
		_, told := join(ctx, t, n, "bruno")
		ana, heard := join(ctx, t, n, "ana")
		expectLine(t, told, "* ana joined")
		specs, err := fault.ParseList("slice 1..1 to-server, delay 1s to-server, reset after 8 to-server")
		if err != nil {
			t.Error(err)
		}
		ana.Faults(specs)
		began := n.Elapsed()
		fmt.Fprint(ana, "hello\nhello\n")
		expectLine(t, told, "[ana] hello")
		if took := n.Elapsed() - began; took < time.Second {
			t.Errorf("it came after %v", took)
		}
		expectLine(t, told, "* ana left (connection reset)")
		if line, err := heard.ReadString('\n'); err == nil {
			t.Errorf("ana reads %q, and was reset", line)
		}
	})
}

// crowdHash returns the hash of all that a crowd of puppets sees on a bad path.
func crowdHash(t *testing.T, seed uint64, clients int) (hash string, events int64) {
	t.Helper()
	inNet(t, Options{Seed: seed, Profile: Profiles()[1]}, func(ctx context.Context, n *Net) {
		recorder := trace.NewRecorder(time.Now)
		for i := range clients {
			name := fmt.Sprintf("guest%d", i)
			see := func(data []byte) {
				recorder.Record(trace.Event{Conn: name, Dir: trace.ToClient, Kind: trace.Data, Data: data})
			}
			n.At(time.Duration(i)*time.Millisecond, func() {
				var p *Puppet
				p = n.Puppet(name, Sees{Open: func() { p.Send([]byte(name + "\n")) }, Data: see})
				for k := range 20 {
					n.At(n.Elapsed()+time.Duration(k*37+i)*time.Millisecond, func() { p.Send([]byte(strings.Repeat("x", 10*k) + "\n")) })
				}
				if i%3 == 0 {
					n.At(n.Elapsed()+700*time.Millisecond, p.Reset)
				}
			})
		}
		over := make(chan struct{})
		n.At(5*time.Second, func() { close(over) })
		<-over
		sum := sha256.New()
		recorder.Log().WriteTo(sum)
		hash, events = fmt.Sprintf("%x", sum.Sum(nil)), n.Events()
	})
	return hash, events
}

// TestSameSeedSameRun: one seed gives one run, whatever the Go scheduler does. Another
// seed gives another run.
func TestSameSeedSameRun(t *testing.T) {
	seen := map[string]uint64{}
	for seed := range uint64(3) {
		first, events := crowdHash(t, seed, 12)
		if events < 500 {
			t.Errorf("only %d events", events)
		}
		for range 10 {
			if again, _ := crowdHash(t, seed, 12); again != first {
				t.Fatalf("seed %d: another run is another run: %s, %s", seed, first, again)
			}
		}
		if other, ok := seen[first]; ok {
			t.Errorf("the seeds %d and %d give the same run", seed, other)
		}
		seen[first] = seed
	}
}

// TestHealed: a path is cut while data is on its way to a client, and healed in time. The
// server's end must not give up the connection later.
func TestHealed(t *testing.T) {
	inNet(t, Options{Profile: Profiles()[0]}, func(ctx context.Context, n *Net) {
		bruno, told := join(ctx, t, n, "bruno")
		n.At(n.Elapsed(), func() {
			var p *Puppet
			p = n.Puppet("ana", Sees{Open: func() { p.Send([]byte("ana\n")) }})
			n.At(n.Elapsed()+time.Second, func() { p.Cut(true, true) })
			n.At(n.Elapsed()+30*time.Second, p.Heal)
		})
		expectLine(t, told, "* ana joined")
		time.Sleep(5 * time.Second) // virtual
		fmt.Fprintln(bruno, "are you there?")
		bruno.SetReadDeadline(time.Now().Add(2 * giveUpTime))
		if line, err := told.ReadString('\n'); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("bruno reads %q, %v", line, err)
		}
		bruno.Close()
	})
}
