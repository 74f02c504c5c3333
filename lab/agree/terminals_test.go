package agree

import (
	"bytes"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
)

// A page shows people at terminals, each with `nc` on a line of its own:
//
//	<!-- cut: terminals
//	server testdata/broken/03-half-a-message
//	1 nc
//	1 see name?
//	1 type bruno\n
//	2 nc
//	…
//	-->
//
// "see" waits until that terminal shows the text. "type" sends the text at once, as nc
// does after Enter, or after Ctrl-D in the middle of a line. The tests use a plain
// connection instead of nc: nc shows exactly the bytes from the wire. Each event is a row,
// in the column of its terminal.
const (
	terminalLimit  = time.Minute
	terminalColumn = 38
)

type terminals struct {
	t     *testing.T
	addr  string
	conns map[string]net.Conn
	seen  map[string]*bytes.Buffer // received, not yet shown
	rows  bytes.Buffer
}

func performTerminals(t *testing.T, play string) string {
	t.Helper()
	scenes := strings.Split(strings.TrimSpace(play), "\n")
	folder, ok := strings.CutPrefix(scenes[0], "server ")
	if !ok {
		t.Fatal("cut: terminals: begins with a line: server FOLDER")
	}
	b := &grade.Builder{Dir: t.TempDir()}
	command, err := b.Command(t.Context(), grade.Target{Folder: sandbox.Clone(t).Path(folder), Announces: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := program.Start(t.Context(), command, program.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	ts := &terminals{t: t, addr: p.Addr(), conns: map[string]net.Conn{}, seen: map[string]*bytes.Buffer{}}
	fmt.Fprintf(&ts.rows, "%-*sterminal 2\n", terminalColumn, "terminal 1")
	for _, scene := range scenes[1:] {
		ts.scene(strings.TrimSpace(scene))
	}
	for _, nc := range ts.conns {
		nc.Close()
	}
	return ts.rows.String()
}

func (ts *terminals) scene(scene string) {
	ts.t.Helper()
	who, rest, _ := strings.Cut(scene, " ")
	what, text, _ := strings.Cut(rest, " ")
	switch what {
	case "nc":
		nc, err := net.Dial("tcp", ts.addr)
		if err != nil {
			ts.t.Fatal(err)
		}
		ts.conns[who], ts.seen[who] = nc, &bytes.Buffer{}
		ts.row(who, "$ nc 127.0.0.1 5000")
	case "type":
		bytes := strings.ReplaceAll(text, `\n`, "\n")
		if _, err := ts.conns[who].Write([]byte(bytes)); err != nil {
			ts.t.Fatal(err)
		}
		if shown, whole := strings.CutSuffix(bytes, "\n"); whole {
			ts.row(who, strings.Split(shown, "\n")...)
		} else {
			ts.row(who, bytes+"‹Ctrl-D›")
		}
	case "see":
		ts.see(who, text)
	default:
		ts.t.Fatalf("cut: terminals: %q: nc, type and see are what can be done", scene)
	}
}

// see reads until the text has come, and shows all lines up to and including its own.
func (ts *terminals) see(who, text string) {
	ts.t.Helper()
	wanted := regexp.MustCompile(`(?s)^.*?` + regexp.QuoteMeta(text) + `[^\n]*\n`)
	seen := ts.seen[who]
	ts.conns[who].SetReadDeadline(time.Now().Add(terminalLimit))
	buf := make([]byte, 4096)
	for !wanted.Match(seen.Bytes()) {
		n, err := ts.conns[who].Read(buf)
		seen.Write(buf[:n])
		if err != nil {
			ts.t.Fatalf("terminal %s does not show %q but %q: %v", who, text, seen, err)
		}
	}
	shown := wanted.FindString(seen.String())
	seen.Next(len(shown))
	ts.row(who, strings.Split(strings.TrimSuffix(shown, "\n"), "\n")...)
}

// row writes lines in the column of a terminal.
func (ts *terminals) row(who string, lines ...string) {
	for _, line := range lines {
		if who == "2" {
			fmt.Fprintf(&ts.rows, "%*s", terminalColumn, "")
		}
		fmt.Fprintln(&ts.rows, strings.TrimRight(line, " "))
	}
}
