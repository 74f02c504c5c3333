package history_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/server"
	"chatlab/server/history"
	"chatlab/server/wire"
)

// serverFor is an environment variable. With it, this program is a server that keeps
// its history in that file until it is killed.
const serverFor = "CHATLAB_TEST_HISTORY"

func TestMain(m *testing.M) {
	if path := os.Getenv(serverFor); path != "" {
		if err := serveFor(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func serveFor(path string) error {
	kept, err := history.Open(path, history.Options{})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	return (&server.Server{History: kept}).Serve(context.Background(), ln)
}

// patience is the longest time for anything in these tests.
const patience = time.Minute

// TestCrashesLoseNothingShown: a server is killed in the middle of a flood, again and
// again. Every line that a client was shown is in the file, in the same order.
func TestCrashesLoseNothingShown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.log")
	crashes := 8
	if testing.Short() {
		crashes = 2
	}
	var shown []string
	for crash := range crashes {
		seen := crashInAFlood(t, path, crash, 1+rand.IntN(3000))
		shown = append(shown, seen...)
	}
	kept := readAll(t, path)
	for _, line := range kept { // shown must be a part of it, in this order
		if len(shown) > 0 && line == shown[0] {
			shown = shown[1:]
		}
	}
	if len(shown) > 0 {
		t.Errorf("%d lines were shown and are not in the file, or not in this order; first %q", len(shown), shown[0])
	}
	t.Logf("%d lines kept over %d crashes", len(kept), crashes)
}

// crashInAFlood starts a server and lets three clients talk as fast as it takes it.
// It kills the server once a fourth has heard the given number of lines. It returns
// all that the fourth heard.
func crashInAFlood(t *testing.T, path string, crash, lines int) (seen []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	program := exec.CommandContext(ctx, os.Args[0])
	program.Env = append(os.Environ(), serverFor+"="+path)
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	defer program.Wait()
	defer program.Process.Kill()
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	listener := join(t, strings.TrimSpace(addr), "listener")
	for _, name := range []string{"ana", "bruno", "carla"} {
		talker := join(t, strings.TrimSpace(addr), name)
		go func() { // ends when the server is killed
			for i := 0; ; i++ {
				if _, err := fmt.Fprintf(talker.Conn, "%d.%d %s\n", crash, i, strings.Repeat("x", i%200)); err != nil {
					return
				}
			}
		}()
		go io.Copy(io.Discard, talker.in)
	}
	for past := false; ; {
		line, err := listener.in.ReadString('\n')
		if err != nil {
			return seen
		}
		switch line {
		case wire.BeforeStart:
			past = true
		case wire.BeforeEnd:
			past = false
		}
		if past || wire.ParseMessage(line).Kind != wire.Chat {
			continue
		}
		if seen = append(seen, line); len(seen) == lines {
			program.Process.Kill()
		}
	}
}

type client struct {
	net.Conn
	in *bufio.Reader
}

func join(t *testing.T, addr, name string) *client {
	t.Helper()
	nc, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(patience))
	c := &client{Conn: nc, in: bufio.NewReader(nc)}
	fmt.Fprintln(nc, name)
	for range 2 { // the greeting, and who is here
		if _, err := c.in.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// readAll reads a history as any other program could.
func readAll(t *testing.T, path string) (lines []string) {
	t.Helper()
	for _, name := range []string{path + ".old", path} {
		file, err := os.Open(name)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		in := bufio.NewReader(file)
		for {
			line, err := in.ReadBytes('\n')
			if err != nil {
				break // the last record may be torn
			}
			var r struct{ From, Text string }
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			lines = append(lines, fmt.Sprintf("[%s] %s\n", r.From, r.Text))
		}
	}
	return lines
}
