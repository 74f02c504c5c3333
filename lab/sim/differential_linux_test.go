package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"chatlab/lab/share"
)

// tcp has the methods that both the simulated and the real connections have.
type tcp interface {
	net.Conn
	CloseWrite() error
	SetLinger(int) error
}

// An act is one step of a script: what one of the two ends does.
type act struct {
	end   int // 0 or 1
	what  string
	bytes int // of a write or a read
}

func (a act) String() string {
	return fmt.Sprintf("%s %s %d", []string{"client", "server"}[a.end], a.what, a.bytes)
}

// acts draws a random script. No script fills a window, since its size depends on the
// system.
func acts(random *rand.Rand) []act {
	kinds := []string{"write", "write", "write", "read", "read", "read", "read", "half-close", "close", "reset"}
	var all []act
	for range 4 + random.IntN(12) {
		all = append(all, act{random.IntN(2), kinds[random.IntN(len(kinds))], 1 + random.IntN(3000)})
	}
	return all
}

// play plays a script, one act after the other, and returns what each end saw. settle
// waits until everything sent has arrived.
func play(script []act, ends [2]tcp, settle func(), expect func(at int) expected) (saw []string) {
	var written [2]int
	for at, a := range script {
		c := ends[a.end]
		var n int
		var err error
		switch a.what {
		case "write":
			data := make([]byte, a.bytes)
			for i := range data {
				data[i] = byte((written[a.end] + i) % 251)
			}
			n, err = c.Write(data)
			written[a.end] += n
		case "read":
			buf, expected := make([]byte, a.bytes), expect(at)
			c.SetReadDeadline(time.Now().Add(time.Minute))
			n, err = io.ReadFull(c, buf[:expected.bytes])
			if err == nil {
				c.SetReadDeadline(time.Now().Add(expected.then))
				rest := 0
				rest, err = io.ReadFull(c, buf[n:])
				n += rest
			}
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			defer func(i, n int) { saw[i] += fmt.Sprintf(" ending in %x", buf[max(0, n-4):n]) }(len(saw), n)
		case "half-close":
			err = c.CloseWrite()
		case "close":
			err = c.Close()
		case "reset":
			c.SetLinger(0)
			err = c.Close()
		}
		saw = append(saw, fmt.Sprintf("%v: %d, %s", a, n, class(err)))
		settle()
	}
	return saw
}

// expected says how long a read waits: a minute for bytes that are known to be there,
// then this long for more. A busy machine may be late for a read with a short deadline.
type expected struct {
	bytes int
	then  time.Duration
}

// class returns what a program can tell about an error.
func class(err error) string {
	for _, known := range []error{io.EOF, net.ErrClosed, os.ErrDeadlineExceeded, syscall.ECONNRESET, syscall.EPIPE, syscall.ENOTCONN} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if err != nil {
		return "another error: " + err.Error()
	}
	return "fine"
}

// playSimulated plays a script in the simulator.
func playSimulated(t *testing.T, script []act) (saw []string) {
	t.Helper()
	inPair(t, Options{}, func(t *testing.T, client, server *Conn) {
		settle := func() { time.Sleep(time.Second) } // virtual
		saw = play(script, [2]tcp{client, server}, settle, func(int) expected { return expected{0, time.Second} })
	})
	return saw
}

// playReal plays a script over loopback. It waits a full minute for a read that did not
// time out in the simulation: the machine may be busy.
func playReal(t *testing.T, script []act, simulated []string) []string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	client, err := new(net.Dialer).DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	ends := [2]tcp{client.(*net.TCPConn), server.(*net.TCPConn)}
	expect := func(at int) expected {
		if !strings.Contains(simulated[at], os.ErrDeadlineExceeded.Error()) {
			return expected{0, time.Minute}
		}
		var came int
		_, text, _ := strings.Cut(simulated[at], ": ")
		if _, err := fmt.Sscanf(text, "%d,", &came); err != nil {
			t.Fatalf("%q: %v", simulated[at], err)
		}
		return expected{came, 5 * time.Millisecond}
	}
	return play(script, ends, func() { awaitArrival(t, client, server) }, expect)
}

// awaitArrival asks the kernel until neither end has anything on the way. A closed end
// can't be asked. Then the other end must know that it is closed.
func awaitArrival(t *testing.T, ends ...net.Conn) {
	t.Helper()
	closedEnd := false
	for try := 0; ; try++ {
		quiet := true
		for _, c := range ends {
			raw, err := c.(*net.TCPConn).SyscallConn()
			var info *unix.TCPInfo
			if err == nil {
				raw.Control(func(fd uintptr) { info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO) })
			}
			if err != nil || info == nil {
				closedEnd = true
				continue
			}
			open := []uint8{unix.BPF_TCP_ESTABLISHED, unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_FIN_WAIT2}
			knows := !slices.Contains(open, info.State) // that the other end is closed
			quiet = quiet && info.Unacked == 0 && (knows || !closedEnd)
		}
		if quiet && (!closedEnd || try > 0) {
			return
		}
		if try == 10_000 {
			t.Fatal("what was sent has not arrived in 10 s")
		}
		time.Sleep(time.Millisecond) // the kernel has no event for this
	}
}

// afterReset removes a difference that is allowed. The kernel reports a reset once, to
// the first call in either direction. The simulator reports it once to each direction.
func afterReset(saw []string) []string {
	var over [2]bool
	saw = slices.Clone(saw)
	for i, s := range saw {
		end := 0
		if strings.HasPrefix(s, "server") {
			end = 1
		}
		reset := strings.Contains(s, syscall.ECONNRESET.Error())
		gone := reset || strings.Contains(s, syscall.EPIPE.Error()) || strings.Contains(s, ", EOF")
		if over[end] && gone {
			before, _, _ := strings.Cut(s, ",")
			saw[i] = before + ", over"
		}
		over[end] = over[end] || reset
	}
	return saw
}

// TestLikeLoopback plays random scripts in the simulator and over loopback. Both ends
// must see the same bytes and the same kinds of errors.
func TestLikeLoopback(t *testing.T) {
	share.Slow(t)
	seen := map[string]int{}
	for seed := range uint64(150) {
		script := acts(rand.New(rand.NewPCG(seed, 1)))
		simulated := playSimulated(t, script)
		real := playReal(t, script, simulated)
		if a, b := afterReset(simulated), afterReset(real); !slices.Equal(a, b) {
			t.Fatalf("seed %d: the worlds differ\nsimulated:\n  %s\nreal:\n  %s", seed, strings.Join(a, "\n  "), strings.Join(b, "\n  "))
		}
		for _, s := range real {
			_, class, _ := strings.Cut(s, ", ")
			class, _, _ = strings.Cut(class, " ending")
			seen[class]++
		}
	}
	for _, class := range []string{"fine", "EOF", syscall.ECONNRESET.Error(), syscall.EPIPE.Error(), net.ErrClosed.Error(), os.ErrDeadlineExceeded.Error()} {
		if seen[class] == 0 {
			t.Errorf("no script has shown %q", class)
		}
	}
	t.Log(seen)
}
