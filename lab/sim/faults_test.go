package sim

import (
	"bufio"
	"context"
	"fmt"
	"testing"
	"time"

	"chatlab/lab/fault"
)

func specsOf(t *testing.T, text string) []fault.Spec {
	t.Helper()
	specs, err := fault.ParseList(text)
	if err != nil {
		t.Fatal(err)
	}
	return specs
}

// TestFaultsByName: faults put on a client's path before it dials act from the first
// byte on. They can be healed, and no other client has them.
func TestFaultsByName(t *testing.T) {
	slow := specsOf(t, "delay 1s to-client")
	inNet(t, Options{}, func(ctx context.Context, n *Net) {
		greets := func(name string) (*bufio.Reader, *Conn, time.Duration) {
			began := n.Elapsed()
			c, err := n.Dial(ctx, name)
			if err != nil {
				t.Error(err)
				return bufio.NewReader(nil), nil, 0
			}
			r := bufio.NewReader(c)
			r.ReadString('\n')
			return r, c, n.Elapsed() - began
		}
		n.Faults("ana", slow)
		said, ana, took := greets("ana")
		if took < time.Second {
			t.Errorf("ana was greeted after %v: the faults came too late", took)
		}
		_, bruno, took := greets("bruno")
		if took >= time.Second {
			t.Errorf("bruno was greeted after %v, over a path of somebody else", took)
		}
		n.Faults("ana", nil)
		began := n.Elapsed()
		fmt.Fprintln(ana, "ana")
		expectLine(t, said, "* in the room: ")
		if took := n.Elapsed() - began; took >= time.Second {
			t.Errorf("ana, healed, was answered after %v", took)
		}
		ana.Close()
		bruno.Close()
	})
}

// TestUntaken: bytes are untaken on their way, in a fault, and in the receive buffer.
// They are not once they were read or nobody can read them.
func TestUntaken(t *testing.T) {
	slow := specsOf(t, "delay 1s to-server")
	inPair(t, Options{Profile: Profiles()[0]}, func(t *testing.T, client, server *Conn) {
		holds := func(when string, want int) {
			t.Helper()
			if got := client.Untaken(); got != want {
				t.Errorf("%s: %d bytes are untaken, want %d", when, got, want)
			}
		}
		client.Faults(slow)
		client.Write([]byte("hello"))
		holds("written", 5)
		time.Sleep(500 * time.Millisecond) // virtual, like all sleeps here
		holds("held by the fault", 5)
		time.Sleep(time.Second)
		holds("received", 5)
		server.Read(make([]byte, 3))
		holds("read in part", 2)
		server.Read(make([]byte, 3))
		holds("read", 0)
		client.Write([]byte("hello"))
		server.Close()
		holds("written to nobody", 0)
	})
}

// TestSendBuffer: a program gets no larger send buffer than on Linux, whatever it asks for.
func TestSendBuffer(t *testing.T) {
	inPair(t, Options{}, func(t *testing.T, _, server *Conn) {
		server.SetWriteBuffer(1 << 30)
		server.SetWriteDeadline(time.Now().Add(time.Minute))
		n, err := server.Write(make([]byte, 1<<20)) // nobody reads it
		if want := mostSendBuffer + usualWindow; n < mostSendBuffer || n > want || err == nil {
			t.Errorf("it takes %d bytes, and not up to %d: %v", n, want, err)
		}
		server.SetLinger(0)
	})
}
