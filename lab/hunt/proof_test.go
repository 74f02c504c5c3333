package hunt

import (
	"bytes"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/trace"
	"chatlab/server"
)

// TestForgedRecords: a record that can't be of the run that was asked for is refused, or speaks
// against the server. That of the run itself is believed.
func TestForgedRecords(t *testing.T) {
	c := Case{Seed: 1, Clients: 4, Profile: "lan", Words: "abc"}
	serve := func(ctx context.Context, ln net.Listener) error { return new(server.Server).Serve(ctx, ln) }
	of := func(c Case) seen {
		s, err := observe(serve, c, sources{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	full, err := c.Full()
	for ; err == nil && len(full.plain()) < 2; full, err = c.Full() {
		c.Seed++
	}
	if err != nil {
		t.Fatal(err)
	}
	ana := full.plain()[0]
	otherWords, otherSeed := c, c
	otherWords.Words, otherSeed.Seed = "", c.Seed+1
	for name, forged := range map[string]func(*seen){
		"":                func(*seen) {},
		"empty":           func(s *seen) { *s = seen{} },
		"of other words":  func(s *seen) { *s = of(otherWords) },
		"of another seed": func(s *seen) { *s = of(otherSeed) },
		"the beginning": func(s *seen) {
			s.keep(func(e trace.Event) bool { return e.At < full.calmed()/2 })
			s.Record.Until = s.Record.Log.Len()
		},
		"nothing counts":        func(s *seen) { s.Record.Until = 0 },
		"a client is not there": func(s *seen) { s.keep(func(e trace.Event) bool { return e.Conn != ana }) },
		"a client says less": func(s *seen) {
			s.keep(func(e trace.Event) bool { return e.Conn != ana || !bytes.HasPrefix(e.Data, []byte(ana+" ")) })
		},
		"a client was not there at the end": func(s *seen) {
			s.Record.Settled = slices.DeleteFunc(slices.Clone(s.Record.Settled), func(who string) bool { return who == ana })
		},
		"everything at once":  func(s *seen) { s.change(func(e *trace.Event) { e.At = 0 }) },
		"somebody else":       func(s *seen) { s.change(func(e *trace.Event) { e.Conn = strings.Replace(e.Conn, ana, "zoe", 1) }) },
		"an end that is none": func(s *seen) { s.Record.Until = 1 << 40 },
		"an earlier run":      func(s *seen) { s.Early = 1 },
	} {
		s := of(c)
		forged(&s)
		o, err := s.judged(c)
		bad := badReply("")
		switch refused := errors.As(err, &bad); {
		case name == "" && (err != nil || len(o.Broken) > 0):
			t.Errorf("the record itself: %v, %v", err, o.Broken)
		case name != "" && !refused && len(o.Broken) == 0:
			t.Errorf("%s: it is believed", name)
		case name != "":
			t.Logf("%s: %v, %d rules broken", name, err, len(o.Broken))
		}
	}
}

// keep leaves out events of the record.
func (s *seen) keep(which func(trace.Event) bool) {
	until, before := s.Record.Until, 0
	for at, e := range s.Record.Log.All() {
		if at < until && which(e) {
			before++
		}
	}
	s.Record.Log, s.Record.Until = s.Record.Log.Only(which), before
}

// change changes all events of the record.
func (s *seen) change(how func(*trace.Event)) {
	var all []trace.Event
	for _, e := range s.Record.Log.All() {
		how(&e)
		all = append(all, e)
	}
	s.Record.Log = trace.NewLog(all)
}

// TestAnswers: what somebody else prints beside an answer does not change it, and a wrong or
// endless one is an error.
func TestAnswers(t *testing.T) {
	q := request{Token: "TOKEN"}
	log := trace.NewLog([]trace.Event{{At: time.Second, Conn: "ana", Data: []byte("TOKEN {}\n")}})
	r := reply{Seen: seen{Segments: 7}}
	r.Seen.Record.Log = log
	var good bytes.Buffer
	if err := q.send(&good, r); err != nil {
		t.Fatal(err)
	}
	noise := "listening\nTOKENS {}\n" + strings.Repeat("TOKEN ", mostHead) + "\nhalf a line"
	a := newAnswers(strings.NewReader(noise + good.String() + good.String()))
	for range 2 {
		got, err := a.receive(q, 32<<20)
		if err != nil || got.Seen.Segments != 7 || got.Seen.Record.Log.Len() != 1 {
			t.Fatalf("%v %+v", err, got)
		}
	}
	for text, want := range map[string]error{
		"":                            nil, // io.EOF
		"TOKEN what?\n":               badReply("its answer is no answer of the simulator"),
		"TOKEN {\"bytes\":3}\nabc":    badReply("its record of the run is no record"),
		"TOKEN {\"bytes\":-3}\nabc":   errTooLong,
		"TOKEN {\"bytes\":1e9}\nabc":  badReply("its answer is no answer of the simulator"),
		"TOKEN {\"bytes\":999999999}": nil, // cut off
	} {
		_, err := newAnswers(strings.NewReader(text)).receive(q, 32<<20)
		if err == nil || want != nil && err != want {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	var crowded bytes.Buffer
	r.Seen.Record.Log = trace.NewLog(slices.Repeat([]trace.Event{{Conn: "a"}}, 9))
	if err := q.send(&crowded, r); err != nil {
		t.Fatal(err)
	}
	if _, err := newAnswers(&crowded).receive(q, 8*bytesPerEvent); err != errTooLong {
		t.Errorf("of many events without a word: %v", err)
	}
	if _, err := newAnswers(zeros{}).receive(q, 32<<20); err != errTooLong {
		t.Errorf("without an end: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
