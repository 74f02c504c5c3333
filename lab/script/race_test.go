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

	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// TestRaceWithSeveralWinners: the record marks the line that lets a client in under a name that
// another got before it, for each such client and for nobody else.
func TestRaceWithSeveralWinners(t *testing.T) {
	t.Parallel()
	sc, err := scenario(t, "# A test.\nserver\nrace 3 ana\n")
	if err != nil {
		t.Fatal(err)
	}
	o := simulate(t, sc, letsEverybodyIn, Options{})
	if o.Verdict != Failed || o.Failure.Symptom != lesson.Shared {
		t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	var came, marked []string // the connections that were let in, and those whose line is marked, in order
	for _, e := range o.Log.All() {
		switch span, _ := trace.ParseSpan(e.Note); {
		case e.Dir == trace.ToClient && strings.Contains(string(e.Data), "* in the room"):
			came = append(came, e.Conn)
		case e.Kind == trace.Took && span.IsWrong():
			marked = append(marked, e.Conn)
		}
	}
	if len(came) != 4 || !slices.Equal(marked, came[1:3]) {
		t.Errorf("let in: %q; marked: %q, want the second and the third of them in this order", came, marked)
	}
	if want := "ana4, who asked alone after all the others, got it too"; !strings.Contains(o.Failure.Note, want) {
		t.Errorf("the note is %q, want %q", o.Failure.Note, want)
	}
	var remarks []string
	for _, e := range o.Log.All() {
		if said, ok := trace.ParseRemark(e.Note); ok && e.Kind == trace.Remarked {
			remarks = append(remarks, said.Text)
		}
	}
	if want := "↑ " + came[0] + " has the name now: nobody else may get it"; len(remarks) == 0 || remarks[len(remarks)-1] != want {
		t.Errorf("remarks are %q, want %q as the last", remarks, want)
	}
}

// letsEverybodyIn is a server that lets everybody in, whatever their names are.
func letsEverybodyIn(ctx context.Context, ln net.Listener) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	var all sync.WaitGroup
	defer all.Wait()
	for {
		nc, err := ln.Accept()
		if err != nil {
			return nil
		}
		all.Go(func() {
			defer nc.Close()
			defer context.AfterFunc(ctx, func() { nc.Close() })()
			io.WriteString(nc, "Name?\n")
			in := bufio.NewReader(nc)
			in.ReadString('\n')
			io.WriteString(nc, "* in the room: \n")
			io.Copy(io.Discard, in)
		})
	}
}
