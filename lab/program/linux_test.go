package program

import (
	"net"
	"os"
	"strings"
	"testing"
)

// TestTooMuchMemory: a server is bounded even if it hides behind a starter.
func TestTooMuchMemory(t *testing.T) {
	for _, name := range []string{"eats memory", "has a child that eats memory"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			why := trouble(t, command(name), Options{Memory: 96 << 20})
			if !strings.Contains(why.What, "more than 96 MiB of memory") {
				t.Errorf("%+v", why)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	p := begin(t, command("says nothing"), Options{})
	if held := p.Memory(); held < 1<<20 || held > 96<<20 {
		t.Errorf("it holds %d bytes", held)
	}
	p.Kill()
	if held := p.Memory(); held != 0 {
		t.Errorf("when it has ended it holds %d bytes", held)
	}
}

// TestStartsLeaveNoDescriptors counts what this process has open.
func TestStartsLeaveNoDescriptors(t *testing.T) {
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	once := func() {
		p, err := Start(t.Context(), command("says nothing"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.Kill()
		trouble(t, command("ends at once"), Options{})
		trouble(t, Command{Args: []string{"no-such-program-anywhere"}}, Options{})
	}
	once()
	before := open()
	for range 3 {
		once()
	}
	if after := open(); after > before {
		t.Errorf("%d descriptors more than before", after-before)
	}
}

// TestPortInUseElsewhere: somebody who listens at another address of ours is
// not to be taken for the program.
func TestPortInUseElsewhere(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip(err)
	}
	defer ln.Close()
	c := command("says nothing")
	c.Port = ln.Addr().(*net.TCPAddr).Port
	if why := trouble(t, c, Options{}); !strings.Contains(why.What, "in use") {
		t.Errorf("%+v", why)
	}
}
