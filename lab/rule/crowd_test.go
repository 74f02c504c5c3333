package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// TestCutShort: if the server ended a run early, the verdict is what ended it, in every
// lesson. Lines that might still have come do not count as missing.
func TestCutShort(t *testing.T) {
	for _, how := range []func(*Record){
		func(r *Record) { r.Stuck = []string{"one holds, one waits"} },
		func(r *Record) { r.Died = "panic: runtime error" },
	} {
		r := crowd(t, `
		ana >> nobody hears this\n
		dora << Name?\n
		dora >> dora\n
		dora << * in the room: o, ana, bruno, carla\n`)
		how(&r)
		for _, lesson := range []int{2, 8, 100} {
			if _, broken := Judge(r, lesson); len(broken) != 1 || !broken[0].Rule.Ends {
				t.Errorf("lesson %d: %v", lesson, broken)
			}
		}
		r.Stuck, r.Died = nil, ""
		if _, broken := Judge(r, 100); len(broken) < 2 {
			t.Errorf("had it gone on, only this were wrong: %v", broken)
		}
	}
	r := crowd(t, `
		ana >> hello\n
		ana << [ana] hello\n`)
	r.Stuck = []string{"one holds, one waits"}
	if _, broken := Judge(r, 100); len(broken) != 2 || !broken[0].Rule.Ends || broken[1].Rule.Name != "no-echo" {
		t.Errorf("what it did wrong before: %v", broken)
	}
}

// crowd is a room with the observer o, and with ana, bruno and carla. All have joined
// before talk. ana and bruno stay to the end; carla may leave.
func crowd(t *testing.T, talk string) Record {
	t.Helper()
	r := record(t, `
		o << Name?\n
		o >> o\n
		o << * in the room: \n
		ana << Name?\n
		ana >> ana\n
		ana << * in the room: o\n
		o << * ana joined\n
		bruno << Name?\n
		bruno >> bruno\n
		bruno << * in the room: o, ana\n
		o << * bruno joined\n
		ana << * bruno joined\n
		carla << Name?\n
		carla >> carla\n
		carla << * in the room: o, ana, bruno\n
		o << * carla joined\n
		ana << * carla joined\n
		bruno << * carla joined\n
`+talk+"\n")
	r.Observer = "o"
	r.Healthy = []string{"ana", "bruno"}
	r.Steady = r.Healthy
	r.Settled = []string{"o", "ana", "bruno"}
	return r
}

// ended is the crowd after carla has left and the server has stopped.
func ended(t *testing.T, talk, stop string) Record {
	t.Helper()
	r := crowd(t, talk)
	log := record(t, stop).Log
	var events []trace.Event
	for _, part := range []trace.Log{r.Log, log} {
		for _, e := range part.All() {
			events = append(events, e)
		}
	}
	r.Log = trace.NewLog(events)
	return r
}

const (
	carlaLeaves = `
		carla >> fin
		carla << fin
		o << * carla left\n
		ana << * carla left\n
		bruno << * carla left\n
`
	closing = `
		o << * the server is closing\n
		ana << * the server is closing\n
		bruno << * the server is closing\n
		o << fin
		ana << fin
		bruno << fin`
	anaSaysX = `
		ana >> x\n
		o << [ana] x\n
		bruno << [ana] x\n
		carla << [ana] x\n
`
)

// crowds are runs of a crowd, with the rule that each breaks; empty means none.
var crowds = []struct {
	rule, talk, stop string
	change           func(*Record)
}{
	{"", carlaLeaves, closing, nil},
	{"", anaSaysX + carlaLeaves, closing, nil},
	{"", `ana >> x\n
			o << [ana] x\n
			bruno << [ana] x\n
` + carlaLeaves, closing, nil}, // carla had left before it reached her
	{"as-observed", `ana >> x\n
			o << [ana] x\n
			carla << [ana] x\n
` + carlaLeaves, closing, nil},
	{"as-observed", `ana >> x\n
			ana >> y\n
			o << [ana] x\n[ana] y\n
			bruno << [ana] y\n[ana] x\n
` + carlaLeaves, closing, nil},
	{"as-observed", anaSaysX + `bruno << [ana] x\n
` + carlaLeaves, closing, nil},
	{"as-observed", anaSaysX + `
			ana >> y\n
			o << [ana] y\n
			bruno << [ana] y\n
			ana >> z\n
			o << [ana] z\n
			bruno << [ana] z\n
			carla << [ana] z\n
` + carlaLeaves, closing, nil}, // one gap, and carla has left since
	{"nothing-lost", `carla >> x\n
` + carlaLeaves, closing, nil}, // her last line before a FIN
	{"gone-is-gone", `carla >> reset`, closing, nil},
	{"free-names", carlaLeaves + `
			carla2 << Name?\n
			carla2 >> Carla\n
			carla2 << ! name-taken: Carla\n
			carla2 << fin
			carla2 >> fin`, closing, nil},
	{"", `
			carla2 << Name?\n
			carla2 >> Carla\n
			carla2 << ! name-taken: Carla\n
			carla2 << fin
			carla2 >> fin
` + carlaLeaves, closing, nil}, // carla is still there
	{"nobody-waits", anaSaysX + carlaLeaves, closing, func(r *Record) { r.Prompt = time.Millisecond }},
	{"missed-in-time", carlaLeaves, closing, func(r *Record) {
		r.Vanished, r.GoneWithin = map[string]time.Duration{"carla": time.Second}, time.Second
	}},
	{"", carlaLeaves, closing, func(r *Record) {
		r.Vanished, r.GoneWithin = map[string]time.Duration{"carla": time.Second}, time.Hour
	}},
	{"healthy-stay", `
			bruno << fin
			o << * bruno left (too slow)\n
			ana << * bruno left (too slow)\n
			carla << * bruno left (too slow)\n
` + carlaLeaves[:strings.Index(carlaLeaves, "bruno")], `
			o << * the server is closing\n
			ana << * the server is closing\n
			o << fin
			ana << fin`, func(r *Record) { r.Settled = []string{"o", "ana"} }},
	{"speakers-slow-down", muchFor("o", "carla") + muchFor("bruno") + carlaLeaves, closing, nil},
	{"", muchFor("o", "carla", "bruno") + carlaLeaves, closing, nil},
	{"", `ana >> /msg BRUNO x\n
			bruno << [ana -> bruno] x\n
			bruno >> /msg zoe x\n
			bruno << ! no-such-user: zoe\n
` + anaSaysX + carlaLeaves, closing, nil},
	{"private-stays-private", `ana >> /msg bruno x\n
			bruno << [ana -> bruno] x\n
			carla << [ana -> bruno] x\n
` + carlaLeaves, closing, nil},
	{"private-stays-private", `ana >> /msg bruno x\n
			bruno << [ana -> bruno] y\n
			bruno << [ana -> bruno] x\n
` + carlaLeaves, closing, nil},
	{"private-stays-private", `ana >> /msg bruno x\n
			bruno << [ana -> bruno] x\n[ana -> bruno] x\n
` + carlaLeaves, closing, nil},
	{"", `gil >> gil\n/msg bruno x\n
			gil >> reset
			o << * gil joined\n* gil left (connection reset)\n
			ana << * gil joined\n* gil left (connection reset)\n
			bruno << * gil joined\n[gil -> bruno] x\n* gil left (connection reset)\n
			carla << * gil joined\n* gil left (connection reset)\n
` + carlaLeaves, closing, nil}, // gil was in, and gone before he could be told
	{"private-stays-private", `carla >> /msg bruno x\n
` + carlaLeaves, closing, nil}, // her last line, in private
	{"", `carla >> /msg bruno x\n
			ana >> /msg carla x\n
			carla >> reset
` + carlaLeaves[strings.Index(carlaLeaves, "o <<"):], closing, nil}, // neither line needs to arrive
	{"told-of-the-end", carlaLeaves, strings.Replace(closing, `ana << * the server is closing\n`, "", 1), nil},
	{"told-of-the-end", carlaLeaves, strings.Replace(closing, `ana << fin`, "", 1), nil},
	{"no-lock-while-waiting", carlaLeaves, closing, func(r *Record) { r.Stuck = []string{"two goroutines"} }},
	{"survives", carlaLeaves, closing, func(r *Record) { r.Died = "panic: runtime error" }},
	{"everybody-is-served", carlaLeaves, closing, func(r *Record) { r.Comers = []string{"dora"} }}, // nothing of her is there
	{"everybody-is-served", carlaLeaves + `
			dora << Name?\n
			dora >> dora\n`, closing, func(r *Record) { r.Comers = []string{"dora"} }},
	{"everybody-is-served", carlaLeaves + `
			dora << Name?\n
			dora >> dora\n
			dora << ! full: come again\n`, closing, func(r *Record) { r.Comers = []string{"dora"} }},
	{"", carlaLeaves + `
			dora << Name?\n
			dora >> ana\n
			dora << ! name-taken: ana\n`, closing, func(r *Record) { r.Comers = []string{"dora", "ana", "o"} }},
	{"everybody-is-served", carlaLeaves, closing, func(r *Record) { r.Comers, r.Untaken = []string{"ana"}, []string{"ana"} }},
	{"nothing-left", carlaLeaves, closing, func(r *Record) { r.Left = []string{"a goroutine"} }},
}

// muchFor is a talk in which ana says more than may wait for a client, and each of these hears each
// line at once. If the observer is not among them, she has said it before.
func muchFor(hearers ...string) string {
	var talk strings.Builder
	for line := range mostOwed/wire.MaxLine + 1 {
		text := fmt.Sprintf("%03d", line) + strings.Repeat("x", wire.MaxLine-3)
		if hearers[0] == "o" {
			fmt.Fprintf(&talk, "ana >> %s\\n\n", text)
		}
		for _, who := range hearers {
			fmt.Fprintf(&talk, "%s << [ana] %s\\n\n", who, text)
		}
	}
	return talk.String()
}

// TestCrowdRules: each rule for crowds is broken by a conversation that breaks no other
// rule. A correct conversation breaks none.
func TestCrowdRules(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range crowds {
		r := ended(t, c.talk, c.stop)
		var times []trace.Event
		for i, e := range r.Log.All() {
			e.At = time.Duration(i) * time.Second
			times = append(times, e)
		}
		r.Log = trace.NewLog(times)
		if c.change != nil {
			c.change(&r)
		}
		var want, got []string
		if c.rule != "" {
			want = []string{c.rule}
		}
		_, all := Judge(r, late)
		for _, v := range all {
			never := v.Missing != nil || slices.Contains([]string{"gone-is-gone", "told-of-the-end"}, v.Rule.Name)
			if absent := v.Absent(); never != (absent.What != "") || (absent.What != "") != (absent.Conn != "") {
				t.Errorf("%s: what never came is %+v", v.Rule.Name, absent)
			}
			if !slices.Contains(got, v.Rule.Name) {
				got = append(got, v.Rule.Name)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%v\n%s%s", c.rule, diff, all, c.talk, c.stop)
		}
		tested[c.rule] = true
	}
	for _, r := range All() {
		if r.Crowd && !tested[r.Name] {
			t.Errorf("no crowd here breaks %s", r.Name)
		}
	}
}

// TestWhatCameInstead: a missing line tells which line came at its place; an ending is told to
// be one.
func TestWhatCameInstead(t *testing.T) {
	judge := func(talk string) Violation {
		_, all := Judge(ended(t, talk, closing), late)
		if len(all) == 0 {
			t.Fatalf("nothing is wrong in %s", talk)
		}
		return all[0]
	}
	v := judge(`ana >> x\n
		o << [ana] x\n
		carla << [ana] x\n
` + carlaLeaves)
	if v.Missing == nil || v.Conn != "bruno" || v.Missing.Line != "[ana] x" || v.Missing.Heard != "o" || v.Missing.Instead != "* carla left" {
		t.Errorf("a gap: %+v, %+v", v, v.Missing)
	}
	v = judge(carlaLeaves + `ana >> x\n
		o << [ana] x\n`)
	if v.Missing == nil || v.Missing.Line != "[ana] x" || v.Missing.Instead != "" {
		t.Errorf("the last line: %+v, %+v", v, v.Missing)
	}
	if v = judge(`bruno << reset
` + carlaLeaves); !v.Ending || v.Missing != nil {
		t.Errorf("a reset: %+v", v)
	}
}
