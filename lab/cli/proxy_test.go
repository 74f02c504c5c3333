package cli

import (
	"bufio"
	"context"
	"io"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/console"
	"chatlab/lab/trace"
)

// Rows of the wire: the client gets its greeting, the faults change, the client gets the
// list of the room.
var (
	greeting = regexp.MustCompile(`c1 +│◀─"Welcome`)
	changed  = regexp.MustCompile(`◇ slice`)
	roomList = regexp.MustCompile(`c1 +│◀─"\* in the room`)
)

// TestProxyCommand: a person talks to a server through lab proxy. The wire is shown as it
// happens, and is in a file afterwards.
func TestProxyCommand(t *testing.T) {
	server := serverRunning(t)
	file := filepath.Join(t.TempDir(), "wire.trace")
	ctx, interrupt := context.WithCancel(context.WithoutCancel(t.Context()))
	out, printed := io.Pipe()
	typed, hands := io.Pipe()
	defer hands.Close()
	ended := make(chan int, 1)
	go func() { // waited for below
		args := []string{"proxy", "--addr", "127.0.0.1:0", "--to", server, "--fault", "delay 1ms", "--trace", file}
		ended <- run(ctx, args, &console.Terminal{In: typed, Out: printed, Err: io.Discard})
		printed.Close()
	}()
	lines := bufio.NewScanner(out)
	lines.Scan()
	addr, ok := strings.CutPrefix(lines.Text(), "listening on ")
	if !ok {
		t.Fatalf("the proxy prints %q first", lines.Text())
	}
	nc, err := net.DialTimeout("tcp", addr, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(time.Minute))
	var rows []string
	until := func(row *regexp.Regexp) {
		for lines.Scan() {
			rows = append(rows, lines.Text())
			if row.MatchString(lines.Text()) {
				return
			}
		}
	}
	until(greeting)
	go io.WriteString(hands, "drop 3%\nslice 2..2 to-server\n") // ends when all is read
	until(changed)
	if _, err := io.WriteString(nc, "anna\n"); err != nil {
		t.Fatal(err)
	}
	until(roomList)
	seen := strings.Join(rows, "\n")
	for _, want := range []string{"client", "path", "server", "◇ delay 1ms", "◇ slice 2..2 to-server", `c1         │──"anna⏎"`, `│──"an"──`, `│──"na"──`, `│──"⏎"──`} {
		if !strings.Contains(seen, want) {
			t.Errorf("not shown: %s\n%s", want, seen)
		}
	}
	go io.Copy(io.Discard, out) // ends with the proxy
	interrupt()
	if status := <-ended; status != 0 {
		t.Errorf("interrupted, it ends with status %d", status)
	}
	inPieces(t, file)
}

// inPieces holds that the name reached the server in three pieces.
func inPieces(t *testing.T, file string) {
	log, err := trace.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var arrived []string
	for _, e := range log.All() {
		if e.Dir == trace.FarToServer {
			arrived = append(arrived, string(e.Data))
		}
	}
	if len(arrived) < 3 || !slices.Equal(arrived[:3], []string{"an", "na", "\n"}) {
		t.Errorf("the trace has %q; want three pieces", arrived)
	}
}

func TestProxyIsUsedWrongly(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		line, want string
		status     int
	}{
		{"proxy", "which server? --to HOST:PORT", ExitUsage},
		{"proxy --to 5000", "--to 5000: not HOST:PORT", ExitUsage},
		{"proxy --to 127.0.0.1:1 --fault drop", `--fault: there is no fault "drop"`, ExitUsage},
		{"proxy --to 127.0.0.1:1 --addr " + taken.Addr().String(), "in use by another program, perhaps another lab server; stop that one, or try --addr", ExitFailed},
		{"proxy --to 127.0.0.1:1 --addr 127.0.0.1:0 --trace no/such/folder/x", "no/such/folder/x: no such file", ExitFailed},
	} {
		var out, errs strings.Builder
		status := run(t.Context(), strings.Fields(c.line), &console.Terminal{In: strings.NewReader(""), Out: &out, Err: &errs})
		if status != c.status || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%s: status %d, %q; want %d and %q", c.line, status, &errs, c.status, c.want)
		}
	}
}

// TestProxyToItself: a proxy that would connect to itself is a mistake, however its address
// is written.
func TestProxyToItself(t *testing.T) {
	for _, c := range []struct {
		to, listen string
		itself     bool
	}{
		{"127.0.0.1:6000", "127.0.0.1:6000", true},
		{"localhost:6000", "127.0.0.1:6000", true},
		{"127.0.0.1:6000", ":6000", true},
		{"127.0.0.1:6000", "0.0.0.0:6000", true},
		{":6000", "127.0.0.1:6000", true},
		{"127.0.0.1:5000", "127.0.0.1:6000", false},
		{"127.0.0.2:6000", "127.0.0.1:6000", false},
		{"192.0.2.1:6000", "0.0.0.0:6000", false}, // nobody has this address (RFC 5737)
	} {
		if calls(c.to, c.listen) != c.itself {
			t.Errorf("--to %s --addr %s: itself %v, want %v", c.to, c.listen, !c.itself, c.itself)
		}
	}
	if status, _, err := lab(t, "proxy", "--to", "127.0.0.1:6000"); status != ExitUsage || !strings.Contains(err, "connect to itself") {
		t.Errorf("exit status %d: %s", status, err)
	}
}
