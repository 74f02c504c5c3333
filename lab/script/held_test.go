package script

import (
	"bufio"
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/lab/share"
	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

// TestWhatWaitsIsRecorded: a server waits for a client that reads nothing, and others wait for the
// server. The record says so: who stopped reading, which write waited, and how many bytes wait
// in which direction, before the failed step and at its end. Ana sends more than two kernels hold.
func TestWhatWaitsIsRecorded(t *testing.T) {
	t.Parallel()
	share.Slow(t)
	sc, err := scenario(t, "# A test.\nserver\njoin ana\nconnect --rcvbuf 4096 bruno\njoin bruno\nfreeze bruno\nflood ana 64MB\njoin carla\n")
	if err != nil {
		t.Fatal(err)
	}
	o := settled(t, sc, waitsForAll, Options{})
	if step := o.Failing(); step == nil || step.Source != "join carla" {
		t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	want := []string{"bruno - fault", "ana > blocked", "bruno < held", "ana > held", "bruno < held", "ana > held"}
	if !sockets.Tell() {
		want = want[:2]
	}
	var got []string
	for _, e := range o.Log.All() {
		switch wait, told := trace.ParseWait(e.Note); {
		case e.Kind != trace.Blocked:
		case told && wait.Taken == wait.Of:
			continue // the busy machine kept it waiting, and not the server
		case !told || wait.For < time.Second:
			t.Errorf("the write that waited is recorded as %q", e.Note)
		}
		if e.Kind == trace.Fault || e.Kind == trace.Blocked || e.Kind == trace.Held {
			got = append(got, e.Conn+" "+e.Dir.String()+" "+e.Kind.String())
		}
		switch b, told := trace.ParseBuffers(e.Note); {
		case e.Kind == trace.Held && (!told || b.Send == 0 || b.Receive == 0):
			t.Errorf("%s %s: both buffers hold something, and the record says %q", e.Conn, e.Dir, e.Note)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("recorded: %q, want %q", got, want)
	}
}

// TestQuickFailureRecordsNothingThatWaits: in a step that fails at once, bytes may still be on
// their way. It does not matter how long the step takes.
func TestQuickFailureRecordsNothingThatWaits(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"hear bruno ana hallo", "together send --pause 700ms ana 'a\\n' 'b\\n' and hear bruno ana hallo"} {
		o := play(t, "server\njoin ana bruno carla\nfreeze carla\nsay ana hello\n"+step, 1)
		if o.Verdict != Failed {
			t.Fatalf("%s: %+v", o.Verdict, o.Trouble)
		}
		for _, e := range o.Log.All() {
			if e.Kind == trace.Held {
				t.Errorf("%s: recorded: %s", step, e)
			}
		}
	}
}

// TestMissingLinesAreRecorded: a step at which nothing came records what did not come, and for
// whom, in the fewest words. If another line came, nothing is missing.
func TestMissingLinesAreRecorded(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"server\njoin ana bruno carla\nsay ana hello\nhear bruno ana hello\nhear carla ana hello\nhear bruno ana hello": "bruno: [ana] hello\n",
		"server\njoin ana bruno carla\nsay ana hello\nhear bruno ana hallo":                                             "",
		"server\njoin ana bruno\nclosed ana":                                                                            "ana: FIN",
		"server\njoin ana bruno\nsend ana 'hel'\ntold ana '^! too-long'":                                                "ana: ! too-long...",
		"server\njoin ana bruno\nsees ana left bruno":                                                                   "ana: notice: bruno left",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			o := play(t, script, 1)
			if o.Verdict != Failed {
				t.Fatalf("%s: %+v", o.Verdict, o.Trouble)
			}
			var missing strings.Builder
			for _, e := range o.Log.All() {
				if e.Kind == trace.Missing {
					missing.WriteString(e.Conn + ": " + e.Note)
				}
			}
			if missing.String() != want {
				t.Errorf("%s\nrecords as missing %q, want %q", script, missing.String(), want)
			}
		})
	}
}

const waitsForAll = "it writes under the lock of the room"

// writesUnderLock is a chat server that writes to one client after another while it holds the lock
// of its room.
func writesUnderLock(ctx context.Context, ln net.Listener) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	var mu sync.Mutex // guards room
	room := map[string]net.Conn{}
	serve := func(nc net.Conn) {
		io.WriteString(nc, "Name?\n")
		lines := bufio.NewReader(nc)
		name, _ := lines.ReadString('\n')
		name = strings.TrimSpace(name)
		tell := func(what string) {
			for other, nc := range room {
				if other != name {
					io.WriteString(nc, what+"\n")
				}
			}
		}
		mu.Lock()
		io.WriteString(nc, "* in the room: \n")
		room[name] = nc
		tell("* " + name + " joined")
		mu.Unlock()
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			mu.Lock()
			tell("[" + name + "] " + strings.TrimSpace(line))
			mu.Unlock()
		}
	}
	for {
		nc, err := ln.Accept()
		if err != nil {
			return nil
		}
		go serve(nc) // ends with its connection, at the latest with the process
	}
}
