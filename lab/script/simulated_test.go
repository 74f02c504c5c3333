package script

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/server"
)

// brokenServers are servers as functions, each with one fault. The test binary also runs
// them as programs, so that both worlds meet the same fault.
var brokenServers = map[string]Serve{
	waitsForAll:  writesUnderLock,
	neverStops:   sendsLineFeeds,
	neverMatches: sendsLongLines,
	"whole": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, ln)
	},
	"a read is a line": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return readIsLine{nc} }})
	},
	"it never closes": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return neverCloses{nc} }})
	},
	"it closes with a reset": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return resets{nc} }})
	},
	"it is deaf to interrupts": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(context.WithoutCancel(ctx), ln)
	},
	"it ends without a word": func(ctx context.Context, ln net.Listener) error {
		go (&server.Server{}).Serve(context.WithoutCancel(ctx), ln) // ends when its connections and its listener are closed
		<-ctx.Done()
		return nil
	},
	"it ends with an error": func(ctx context.Context, ln net.Listener) error {
		(&server.Server{}).Serve(ctx, ln)
		return errors.New("something is left to do")
	},
	"it refuses without a word": func(ctx context.Context, ln net.Listener) error {
		return withSettings(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return refusesMutely{nc} }})
	},
	"it indents its lists": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return indentsLists{nc} }})
	},
	"it spins at the end of a stream": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return spinsAtTheEnd{nc} }})
	},
	"it repeats the end of a stream": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return repeatsTheEnd{nc} }})
	},
	"it spins and reads nothing more": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return &spinsBehindTheName{Conn: nc} }})
	},
	wordsOf("* in", "in"):                rewords{old: "* in", new: "in"}.serve,
	wordsOf("* in", "[server] in"):       rewords{old: "* in", new: "[server] in"}.serve,
	wordsOf("* bruno", "[server] bruno"): rewords{old: "* bruno", new: "[server] bruno"}.serve,
	"it cuts long lines": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return &cutsLongLines{Conn: nc} }})
	},
	"it closes only where half a name came": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return closesAtHalfAName{nc} }})
	},
	"it sends no FIN": func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return sendsNoFin{nc} }})
	},
	shortQueue: func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(ctx, wrapped{ln, takesItsTime})
	},
	"it rewrites what the scenario carries": func(ctx context.Context, ln net.Listener) error {
		if err := os.WriteFile("t.txt", []byte("- open\n< data \"Welcome to chatlab! What is your name?\\n\"\n"), 0o666); err != nil {
			return err
		}
		return (&server.Server{}).Serve(ctx, ln)
	},
	"it serves nobody": func(ctx context.Context, _ net.Listener) error {
		<-ctx.Done()
		return nil
	},
}

// repeatsTheEnd takes the end of the stream for a line, again and again.
type repeatsTheEnd struct{ net.Conn }

func (c repeatsTheEnd) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == io.EOF {
		return copy(p, " \n"), nil
	}
	return n, err
}

// wrapped is a listener whose connections have a fault.
type wrapped struct {
	net.Listener
	wrap func(net.Conn) net.Conn
}

func (w wrapped) Accept() (net.Conn, error) {
	nc, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return w.wrap(nc), nil
}

// readIsLine ends each read with a line feed: the fault of lesson 03.
type readIsLine struct{ net.Conn }

func (c readIsLine) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p[:len(p)-1])
	if n > 0 && p[n-1] != '\n' {
		p[n] = '\n'
		n++
	}
	return n, err
}

func (c readIsLine) CloseWrite() error { return c.Conn.(interface{ CloseWrite() error }).CloseWrite() }

// refusesMutely drops lines that begin like a refusal.
type refusesMutely struct{ net.Conn }

func (c refusesMutely) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("! ")) {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func (c refusesMutely) CloseWrite() error {
	return c.Conn.(interface{ CloseWrite() error }).CloseWrite()
}

type neverCloses struct{ net.Conn }

func (neverCloses) Close() error { return nil }

// sendsNoFin keeps its side of a connection open.
type sendsNoFin struct{ net.Conn }

func (sendsNoFin) Close() error      { return nil }
func (sendsNoFin) CloseWrite() error { return nil }

// spinsAtTheEnd reads again and again at the end of the stream, as if more could come.
type spinsAtTheEnd struct{ net.Conn }

func (c spinsAtTheEnd) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// spinsBehindTheName reads a name, and then spins for ever.
type spinsBehindTheName struct {
	net.Conn
	named bool
}

func (c *spinsBehindTheName) Read(p []byte) (int, error) {
	for c.named {
	}
	c.named = true
	return c.Conn.Read(p)
}

// shortQueue is the broken server with a backlog for one caller.
const shortQueue = "its queue is short"

// takesItsTime accepts a caller every 100 ms. A longer backlog would have room for all who
// call at the same moment. Two seconds would be enough for twenty of them.
func takesItsTime(nc net.Conn) net.Conn {
	time.Sleep(100 * time.Millisecond) // the fault, together with the short backlog
	return nc
}

type resets struct{ net.Conn }

func (c resets) Close() error {
	c.Conn.(interface{ SetLinger(int) error }).SetLinger(0)
	return c.Conn.Close()
}

// simulate runs a scenario in virtual time.
func simulate(t *testing.T, sc Scenario, serve Serve, opts Options) (o Outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { o = RunSimulated(t.Context(), sc, serve, opts) })
	return o
}

// TestWorldsAgree: the same server, correct or broken, gets the same verdict in both
// worlds, at the same step and for the same reason.
func TestWorldsAgree(t *testing.T) {
	t.Parallel()
	const two = "server\njoin ana bruno\n"
	cases := []struct {
		server, steps string
		verdict       Verdict
	}{
		{"whole", two + "send ana 'hel' 'lo\\n'\nhear bruno ana hello", Passed},
		{"whole", two + "say ana hello\nhear bruno ana hallo", Failed},
		{"whole", two + "say ana hello\nquiet bruno", Failed},
		{"whole", two + "exits 0", Failed},
		{"whole", two + "freeze bruno\nsay ana hello\nhear bruno ana hello", Failed},
		{"whole", "server\nnet ana stall\nconnect ana", Failed},
		{"whole", "server\nnet ana limit after 3 to-client\nconnect ana\nclosed ana", Passed},
		{"whole", "server\nnet ana reset after 8 to-server\njoin ana bruno\nsay ana hello\nhear bruno ana hello", Failed},
		{"whole", "server\njoin ana\ncrash\nclosed ana\nunreachable\nrestart\njoin ana2", Passed},
		{"a read is a line", two + "send ana 'hel' 'lo\\n'\nhear bruno ana hello", Failed},
		{"it never closes", two + "say ana /quit\nclosed ana", Failed},
		{"it closes with a reset", "server\nconnect ana\nsend ana 'x y\\n'\nrefused ana\nunreachable", Failed},
		{"it is deaf to interrupts", two + "interrupt\ntold ana clos", Failed},
		{"it ends without a word", two + "interrupt\ntold ana clos", Failed},
		{"it ends without a word", two + "interrupt\nclosed ana\nexits 0\nunreachable\nrestart\njoin carla", Passed},
		{"it ends with an error", two + "interrupt\nexits 0", Failed},
		{"it serves nobody", "server\nconnect ana", Failed},
	}
	scenarios, loopback := make([]Scenario, len(cases)), make([]Outcome, len(cases))
	var running sync.WaitGroup // side by side: most wait for something that never comes
	for i, c := range cases {
		var err error
		if scenarios[i], err = scenario(t, "# A test.\n"+c.steps+"\n"); err != nil {
			t.Fatal(err)
		}
		running.Go(func() { loopback[i] = settled(t, scenarios[i], c.server, Options{}) })
	}
	running.Wait()
	for i, c := range cases {
		simulated := simulate(t, scenarios[i], brokenServers[c.server], Options{})
		if simulated.Verdict != c.verdict || loopback[i].Verdict != c.verdict {
			t.Errorf("%s, %q: %s in virtual time, %s over loopback; want %s", c.server, c.steps, simulated.Verdict, loopback[i].Verdict, c.verdict)
		}
		if diff := cmp.Diff(account(loopback[i]), account(simulated)); diff != "" {
			t.Errorf("%s, %q (-loopback +virtual time):\n%s", c.server, c.steps, diff)
		}
	}
}

// account is what an outcome says, without what differs between worlds: times, addresses,
// and what else came a moment later.
func account(o Outcome) string {
	var text strings.Builder
	for _, step := range o.Steps {
		fmt.Fprintf(&text, "%s: %v, %v", step.Source, step.Ran, step.OK)
		if !slices.Contains([]string{serverStart.Name, restart.Name, unreachable.Name}, step.command) {
			fmt.Fprintf(&text, ", %s", step.Detail)
		}
		fmt.Fprintln(&text)
	}
	if f := o.Failure; f != nil {
		fmt.Fprintf(&text, "expected %s\nreceived %s\nmark %d: %s\nnote %s\nsymptom %q\n", f.Expected, f.Received, f.Mark, f.Why, f.Note, f.Symptom)
	}
	return text.String()
}

// TestExamplesInVirtualTime: commands mean the same in virtual time, or say why they can't
// run.
func TestExamplesInVirtualTime(t *testing.T) {
	for _, c := range Commands() {
		sc, err := scenario(t, "# A test.\n"+c.Example+"\n")
		if err != nil {
			t.Fatal(err)
		}
		o := simulate(t, sc, brokenServers["whole"], Options{})
		switch why := sc.NotSimulated(); {
		case why == "" && o.Verdict != Passed:
			t.Errorf("the example of %s: %s\n%s%+v", c.Name, o.Verdict, account(o), o.Trouble)
		case why != "" && (o.Verdict != Skipped || o.Why != why):
			t.Errorf("%s: %s, %q; want it skipped, since %q", c.Name, o.Verdict, o.Why, why)
		case why != "":
			t.Logf("%s: %s", c.Name, why)
		}
	}
}

// TestServerArgumentsNeedAProgram: a server with arguments must be a program.
func TestServerArgumentsNeedAProgram(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver --max-line 10   # short\njoin ana\n")
	if err != nil {
		t.Fatal(err)
	}
	if why := sc.NotSimulated(); !strings.HasPrefix(why, "server --max-line 10: only a program") {
		t.Errorf("it can be run in virtual time, or can't because: %q", why)
	}
}

// TestRestartAfterCrash: clients reach the new server, and not the killed one, which was
// still waiting for callers.
func TestRestartAfterCrash(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\njoin ana\ncrash\nrestart\njoin bruno\n")
	if err != nil {
		t.Fatal(err)
	}
	if o := simulate(t, sc, brokenServers["whole"], Options{}); o.Verdict != Passed {
		t.Errorf("%s %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
}
