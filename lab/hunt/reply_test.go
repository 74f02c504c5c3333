package hunt

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/sim"
	"chatlab/lab/trace"
)

// TestAnswers: what somebody else prints beside an answer does not change it, and a wrong or
// endless one is an error.
func TestAnswers(t *testing.T) {
	q := request{Token: "TOKEN"}
	log := trace.NewLog([]trace.Event{{At: time.Second, Conn: "ana", Data: []byte("TOKEN {}\n")}})
	calls := []sim.Syscall{
		{Kind: sim.SetsKeepAlive, At: time.Second, After: 9, End: 3, Probes: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5, Count: 3}},
		{Kind: sim.SetsLinger, Apart: true, At: time.Hour, After: 1 << 40, End: 1 << 20, N: -1},
	}
	r := reply{Seen: seen{Segments: 7}}
	r.Seen.Record.Log, r.Seen.Syscalls = log, calls
	var good bytes.Buffer
	if err := q.send(&good, r); err != nil {
		t.Fatal(err)
	}
	noise := "listening\nTOKENS {}\n" + strings.Repeat("TOKEN ", mostHead) + "\nhalf a line"
	a := newAnswers(strings.NewReader(noise + good.String() + good.String()))
	for range 2 {
		got, err := a.receive(q, 32<<20)
		if err != nil || got.Seen.Segments != 7 || got.Seen.Record.Log.Len() != 1 || !slices.Equal(got.Seen.Syscalls, calls) {
			t.Fatalf("%v %+v", err, got)
		}
	}
	for text, want := range map[string]error{
		"":                              nil, // io.EOF
		"TOKEN what?\n":                 badReply("its answer is not one of the simulator"),
		"TOKEN {\"bytes\":3}\nabc":      badReply("its record of the run can't be read as one"),
		"TOKEN {\"bytes\":-3}\nabc":     errTooLong,
		"TOKEN {\"bytes\":1e9}\nabc":    badReply("its answer is not one of the simulator"),
		"TOKEN {\"bytes\":999999999}":   nil, // cut off
		"TOKEN {\"calls\":1}\n\x80":     badReply("what its server did is not a list of system calls"),
		"TOKEN {\"calls\":1}\n\x02":     badReply("what its server did is not a list of system calls"),
		"TOKEN {\"calls\":-1}\n":        errTooLong,
		"TOKEN {\"calls\":3000000}\n":   errTooLong,
		"TOKEN {\"calls\":3}\n\x02\x02": nil, // cut off
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

// FuzzSyscalls: what a stranger writes in place of system calls is an error, or gives some that
// have a binary form of the same meaning.
func FuzzSyscalls(f *testing.F) {
	f.Add(binaryOf([]sim.Syscall{{Kind: sim.SetsKeepAlive, At: 1, End: 3, Probes: net.KeepAliveConfig{Count: 3}}, {Kind: sim.Ends, Apart: true, After: 7, N: -1}}))
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, data []byte) {
		calls, err := parseSyscalls(data)
		if err != nil {
			return
		}
		if again, err := parseSyscalls(binaryOf(calls)); err != nil || !slices.Equal(again, calls) {
			t.Errorf("%v, then %v and %v", calls, again, err)
		}
	})
}
