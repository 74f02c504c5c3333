package sim

import (
	"context"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

// A made is a run of a few puppets, and what was recorded of it.
type made struct {
	net      *Net
	events   []trace.Event
	syscalls []Syscall
}

// begin makes the network and plans what the puppets do, for an hour. Here stop ends the program,
// and end the run.
func (m *made) begin(o Options, stop, end func()) *Listener {
	o.Seed, o.Profile, o.BothEnds = 1, Profiles()[4], true
	o.Record = func(e trace.Event) {
		e.At = m.net.Elapsed()
		m.events = append(m.events, e)
	}
	o.Ended = func() { m.net.At(m.net.Elapsed()+time.Second, end) }
	m.net = New(o)
	for i := range 9 {
		at := time.Duration(i) * 333 * time.Millisecond
		m.net.At(at, func() { m.client(i, at) })
	}
	m.net.At(time.Hour, stop)
	ln, _ := m.net.Listen()
	return ln
}

// client makes one puppet, to which something happens.
func (m *made) client(i int, at time.Duration) {
	n := m.net
	p := n.Puppet(fmt.Sprint("guest", i), Sees{})
	for j := range 8 {
		n.At(at+time.Duration(j)*time.Second, func() { p.Send([]byte(strings.Repeat(fmt.Sprintf("line %d\n", j), 200))) })
	}
	later := func(seconds time.Duration, do func()) { n.At(at+seconds*time.Second, do) }
	switch i {
	case 1:
		later(2, p.Freeze)
		later(9, p.Thaw)
	case 2:
		later(3, p.Vanish)
	case 3:
		later(2, func() { p.Cut(true, true) })
		later(8, p.Heal)
	case 4:
		later(2, p.Reset)
	case 5:
		specs, _ := fault.ParseList("slice 1..9, delay 5ms..90ms")
		later(2, func() { p.Faults(specs) })
	}
	later(20, p.Finish)
}

// run makes the run with a program.
func (m *made) run(t *testing.T, serve func(context.Context, net.Listener)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		serving, stop := context.WithCancel(ctx)
		ln := m.begin(Options{Syscall: func(s Syscall) { m.syscalls = append(m.syscalls, s) }}, stop, cancel)
		go func() {
			serve(serving, ln)
			m.net.End()
		}()
		m.net.Run(ctx)
		stop()
	})
}

// again makes the run with system calls in place of the program.
func (m *made) again(t *testing.T, all []Syscall) (again made, err error) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	written := make(map[string][]byte)
	for _, e := range m.events {
		if e.Dir == trace.FarToClient {
			written[e.Conn] = append(written[e.Conn], e.Data...)
		}
	}
	data := func(client string, n int) []byte {
		all := written[client]
		n = max(min(n, len(all)), 0)
		written[client] = all[n:]
		return all[:n]
	}
	again.begin(Options{Replay: &Replay{Syscalls: slices.Clone(all), Data: data}}, func() {}, cancel)
	err = again.net.Run(ctx)
	return again, err
}

// everything does all that a program can do with connections.
func everything(ctx context.Context, ln net.Listener) {
	context.AfterFunc(ctx, func() { ln.Close() })
	for i := 0; ; i++ {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go echo(c.(*Conn), i)
	}
}

func echo(c *Conn, i int) {
	c.SetWriteBuffer(3000)
	c.SetReadBuffer(2000)
	c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3})
	for text := make([]byte, 700); ; {
		n, err := c.Read(text)
		if err != nil {
			break
		}
		c.Write(text[:n])
		c.Write([]byte("both in one segment, if they fit\n"))
		time.Sleep(7 * time.Millisecond)
		c.Write([]byte("and so on\n"))
	}
	switch i % 3 {
	case 0:
		c.CloseWrite()
		time.Sleep(time.Second)
	case 1:
		c.SetLinger(0)
	}
	c.Close()
}

// TestReplay: the system calls of a run give the same run again, without the program.
func TestReplay(t *testing.T) {
	var m made
	m.run(t, everything)
	again, err := m.again(t, m.syscalls)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m.events, again.events) { // cmp takes a second where nothing differs
		t.Error("(-run +replay)", cmp.Diff(m.events, again.events))
	}
	if m.net.Segments() != again.net.Segments() {
		t.Errorf("%d segments in the run, and %d in the replay", m.net.Segments(), again.net.Segments())
	}
	for kind := range SyscallKinds {
		if !slices.ContainsFunc(m.syscalls, func(s Syscall) bool { return s.Kind == kind }) {
			t.Errorf("in the run nobody does %d", kind)
		}
	}
}

// TestReplayRefuses: what a program can't have done is an error.
func TestReplayRefuses(t *testing.T) {
	var m made
	m.run(t, everything)
	if len(m.syscalls) < 200 {
		t.Fatal("too few: ", len(m.syscalls))
	}
	first := func(kind SyscallKind) int {
		return slices.IndexFunc(m.syscalls, func(s Syscall) bool { return s.Kind == kind })
	}
	for name, forge := range map[string]func([]Syscall) []Syscall{
		"reads more":            func(a []Syscall) []Syscall { a[first(Reads)].N += 100_000; return a },
		"reads nothing":         func(a []Syscall) []Syscall { a[first(Reads)].N = 0; return a },
		"reads less than none":  func(a []Syscall) []Syscall { a[first(Reads)].N = -1; return a },
		"reads before it comes": func(a []Syscall) []Syscall { return slices.Insert(a, first(Accepts), a[first(Reads)]) },
		"writes more":           func(a []Syscall) []Syscall { a[first(Writes)].N += 100_000; return a },
		"writes nothing":        func(a []Syscall) []Syscall { a[first(Writes)].N = 0; return a },
		"never reads": func(a []Syscall) []Syscall {
			return slices.DeleteFunc(a, func(s Syscall) bool { return s.Kind == Accepts && s.At > time.Second })
		},
		"small buffer":     func(a []Syscall) []Syscall { a[first(SetsWriteBuffer)].N = 10; return a },
		"too early":        func(a []Syscall) []Syscall { a[100].At = a[99].At - 1; return a },
		"too late":         func(a []Syscall) []Syscall { a[100].At += time.Minute; return a },
		"no connection":    func(a []Syscall) []Syscall { a[first(Reads)].End = 1 << 40; return a },
		"the client's end": func(a []Syscall) []Syscall { a[first(Reads)].End--; return a },
		"below all ends":   func(a []Syscall) []Syscall { a[first(Reads)].End = -8; return a },
		"another kind":     func(a []Syscall) []Syscall { a[first(Reads)].Kind = SyscallKinds; return a },
		"closes twice":     func(a []Syscall) []Syscall { return slices.Insert(a, first(Closes), a[first(Closes)]) },
		"nobody waits":     func(a []Syscall) []Syscall { return slices.Insert(a, first(Accepts), a[first(Accepts)]) },
	} {
		if _, err := m.again(t, forge(slices.Clone(m.syscalls))); err == nil {
			t.Errorf("%s: it is possible", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}
