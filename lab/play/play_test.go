package play

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/fault"
	"chatlab/lab/program"
	"chatlab/lab/trace"
)

// wire returns what went in a direction of a person's connection, an item for each event.
func (tb *table) wire(name string, dir trace.Dir) (all []string) {
	for _, e := range tb.Log().All() {
		switch {
		case e.Conn != name || e.Dir != dir:
		case e.Kind == trace.Data:
			all = append(all, string(e.Data))
		default:
			all = append(all, strings.ToUpper(e.Kind.String()))
		}
	}
	return all
}

func (tb *table) setFaults(name, words string) {
	tb.t.Helper()
	faults, err := fault.ParseList(words)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.Person(name).SetFaults(faults)
}

// TestLineInPieces: what is sent without a line feed is only bytes, and the line arrives once it is
// complete.
func TestLineInPieces(t *testing.T) {
	t.Parallel()
	tb := sit(t, "reference")
	tb.joins("ana", "bruno")
	tb.Person("ana").Send("hel")
	tb.await("the bytes to leave", func() bool { return slices.Contains(tb.wire("ana", trace.ToServer), "hel") })
	tb.Person("ana").Send("lo\n")
	tb.hears("bruno", "[ana] hello⏎")
	if got := tb.wire("ana", trace.ToServer); !slices.Equal(got, []string{"ana\n", "hel", "lo\n"}) {
		t.Errorf("ana sent %q", got)
	}
	if slices.ContainsFunc(tb.wire("ana", trace.FarToServer), func(string) bool { return true }) {
		t.Error("a path without faults is shown")
	}
}

// TestFaultsChangeWhatArrives: faults act at once, and healing ends them at once.
func TestFaultsChangeWhatArrives(t *testing.T) {
	t.Parallel()
	tb := sit(t, "reference")
	tb.joins("ana", "bruno")
	tb.setFaults("ana", "slice 1..1 to-server")
	tb.Person("ana").Send("hey\n")
	tb.hears("bruno", "[ana] hey⏎")
	far := tb.wire("ana", trace.FarToServer)
	if got := far[len(far)-4:]; !slices.Equal(got, []string{"h", "e", "y", "\n"}) {
		t.Errorf("the server got %q", far)
	}
	tb.setFaults("bruno", "stall to-client")
	tb.Person("ana").Send("held\n")
	tb.await("the server to answer", func() bool { return slices.Contains(tb.wire("bruno", trace.FarToClient), "[ana] held\n") })
	if got := tb.received("bruno"); slices.Contains(got, "[ana] held⏎") {
		t.Errorf("a stalled path delivered %q", got)
	}
	tb.Person("bruno").SetFaults(nil)
	tb.hears("bruno", "[ana] held⏎")
	if words := tb.Person("ana").State().Faults; words != "slice 1..1 to-server" {
		t.Errorf("the faults of ana: %q", words)
	}
}

// TestEndings: a FIN, a reset and a fault that resets are told apart, and one can connect again.
func TestEndings(t *testing.T) {
	t.Parallel()
	tb := sit(t, "reference")
	tb.joins("ana", "bruno")
	tb.Person("ana").Send("bye\n")
	tb.Person("ana").Finish()
	tb.hears("bruno", "* ana left")
	tb.await("the end", func() bool { return tb.Person("ana").State().Over })
	if got := tb.wire("ana", trace.ToServer); !slices.Equal(got[1:], []string{"bye\n", "FIN"}) {
		t.Errorf("ana sent %q", got)
	}
	tb.joins("ana")
	tb.Person("ana").Reset()
	tb.hears("bruno", "(connection reset)")
	tb.joins("ana")
	tb.setFaults("ana", "reset after 2 to-server")
	tb.Person("ana").Send("hello\n")
	tb.await("the fault", func() bool {
		return strings.Contains(tb.Person("ana").State().Status, "it was reset")
	})
	tb.Person("ana").SetFaults(nil)
	tb.joins("ana")
	tb.Person("ana").Finish()
	if err := tb.Person("ana").Send("more\n"); err == nil || !strings.Contains(err.Error(), "ana has sent a FIN") {
		t.Errorf("who has sent a FIN is told %v", err)
	}
}

// TestStopsReading: a person who does not read gets nothing, and all of it when they read again.
func TestStopsReading(t *testing.T) {
	t.Parallel()
	tb := sit(t, "reference")
	tb.joins("ana", "bruno")
	tb.Person("bruno").Freeze(true)
	before := len(tb.received("bruno"))
	tb.Person("ana").Send("one\n")
	tb.Person("ana").Send("/who\n")
	tb.await("the server to have dealt with it", func() bool { return len(tb.received("ana")) > 2 })
	if got := tb.received("bruno"); len(got) != before {
		t.Errorf("bruno reads %q", got[before:])
	}
	tb.Person("bruno").Freeze(false)
	tb.hears("bruno", "[ana] one⏎")
}

// TestTheServerStops: people see how it ends, and what happened stays.
func TestTheServerStops(t *testing.T) {
	t.Parallel()
	tb := sit(t, "reference")
	tb.joins("ana")
	tb.Stop()
	tb.hears("ana", "* the server is closing")
	tb.await("the end", func() bool { return tb.State().Phase == Ended && tb.Person("ana").State().Over })
	if s := tb.State(); s.How != "exit status 0" || !strings.Contains(s.Printed, "msg=joined conn=1 name=ana") {
		t.Errorf("it ended with %q, and printed %s", s.How, s.Printed)
	}
	tb.Person("ana").Connect(t.Context())
	tb.await("the refusal", func() bool { return strings.Contains(tb.Person("ana").State().Trouble, "could not reach the server") })
	tb.Clear()
	if n := tb.State().Events; n != 0 {
		t.Errorf("a new record has %d events", n)
	}
}

func TestTheServerDies(t *testing.T) {
	tb := sit(t, "dies")
	tb.Person("ana").Connect(t.Context())
	tb.Person("ana").Send("hello\n")
	tb.await("its death", func() bool { return tb.State().Phase == Ended && tb.Person("ana").State().Over })
	if s := tb.State(); s.How != "exit status 3" || !strings.Contains(s.Printed, "panic: it was too much") {
		t.Errorf("it ended with %q, and printed %s", s.How, s.Printed)
	}
}

func TestTheServerIsNotBuilt(t *testing.T) {
	tb := begin(t, func(context.Context) (program.Command, error) {
		return program.Command{}, &program.Trouble{Kind: program.NotBuilt, What: "the Go code does not build", Output: "main.go:3: \x1b[31mno"}
	})
	tb.await("the trouble", func() bool { return tb.State().Phase == Failed })
	if s := tb.State(); s.How != "the Go code does not build" || !strings.HasPrefix(s.Printed, "main.go:3: ") || strings.Contains(s.Printed, "\x1b") {
		t.Errorf("%+v", s)
	}
	tb.Person("ana").Connect(t.Context())
	if s := tb.Person("ana").State(); s.Trouble != errNoServer.Error() {
		t.Errorf("who connects is told %q", s.Trouble)
	}
}

// TestStopWhileBuilding: a build that takes long is given up.
func TestStopWhileBuilding(t *testing.T) {
	tb := begin(t, func(ctx context.Context) (program.Command, error) {
		<-ctx.Done()
		return program.Command{}, errors.Join(ctx.Err())
	})
	tb.Stop()
	tb.await("the end", func() bool { return tb.State().Phase == Failed })
	if s := tb.State(); s.How != "stopped before it ran" {
		t.Errorf("%+v", s)
	}
}

// TestPasswordsStayHidden: neither the trace nor what is shown has a password, though the server
// repeats it and prints it, and though it comes in pieces over a path with faults.
func TestPasswordsStayHidden(t *testing.T) {
	tb := sit(t, "leaks")
	tb.setFaults("ana", "slice 1..3")
	tb.Person("ana").Connect(t.Context())
	tb.hears("ana", "who are you?")
	tb.Person("ana").Send("ana\n")
	tb.hears("ana", "? password")
	if !tb.Person("ana").State().Asked {
		t.Error("ana is not asked")
	}
	tb.Person("ana").Send("king")
	tb.Person("ana").Send("fisher\n")
	tb.hears("ana", "! **********")
	tb.await("the server's log", func() bool { return strings.Contains(tb.State().Printed, "the password was **********") })
	var written bytes.Buffer
	tb.Log().WriteTo(&written)
	sent, got := "", ""
	for _, e := range tb.Log().All() {
		switch e.Dir {
		case trace.FarToServer:
			sent += string(e.Data)
		case trace.ToClient, trace.FarToClient:
			got += string(e.Data)
		}
	}
	if sent != "ana\n**********\n" || strings.Contains(got, "king") || strings.Contains(written.String(), "king") {
		t.Errorf("the server got %q, ana %q\n%s", sent, got, written.String())
	}
	for _, l := range tb.Person("ana").Lines(0) {
		if strings.Contains(l.Text, "king") || strings.Contains(l.Text, "fisher") {
			t.Errorf("the page shows %q", l.Text)
		}
	}
}
