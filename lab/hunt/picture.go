package hunt

import (
	"fmt"
	"math"
	"slices"
	"time"

	"chatlab/lab/trace"
)

// fewSteps is how many operations a picture lists even if it has no arrow of theirs.
const fewSteps = 60

// Picture returns the story of some connections, for a picture: about most events around the
// break of the rule. Its steps are the operations, and each has the arrows that it caused.
// The last step is the rule. It has the lines that show the break, and fails below them.
func (f Finding) Picture(c Caption, conns []string, most int) trace.Log {
	told := f.told(conns)
	shown := f.shown(told)
	broken := f.breaks(told, shown)
	from, until := window(told, broken, most)
	of := f.shares(told, from, until)
	p := picturing{at: make(map[stream]int)}
	p.out = append(p.out, trace.Event{Conn: c.Name, Kind: trace.About, Note: c.About})
	asleep, since := f.asleep(told[:from])
	for _, step := range f.steps(slices.Concat(since, of[from:until]), c.Broken) {
		p.out = append(p.out, step)
		p.label = step.Conn
	}
	for i, e := range asleep {
		p.add(e, since[i])
	}
	if len(asleep) > 0 {
		p.out = append(p.out, trace.Event{At: told[from].At, Conn: "trace", Kind: trace.Left, Note: "what came then is left out here"})
	}
	for _, e := range f.opened(told[from:until]) {
		p.add(e, share{step: of[from].step})
	}
	if broken < from {
		p.fail(f, c.How, f.Violation.At, shown)
	}
	over := f.timesOver()
	for i := from; i < until; i++ {
		over = p.remark(over, told[i].At)
		p.add(told[i], of[i])
		if i == len(told)-1 {
			over = p.remark(over, math.MaxInt64)
		}
		if i == broken {
			p.fail(f, c.How, told[i].At, shown)
		}
	}
	for _, u := range p.used {
		p.step(u.label)
		p.out = append(p.out, u.took)
	}
	return trace.NewLog(p.out)
}

// timesOver returns a remark for each host that had vanished: when the room had to be told of it at the
// latest. It returns none if the case gives the server no such time.
func (f Finding) timesOver() (all []trace.Event) {
	limit := f.Case.GoneWithin
	for _, e := range f.Log.All() {
		if over := e.At + limit; limit > 0 && e.Act() == trace.LosesPower {
			text := fmt.Sprintf("%v are over since %s lost power: the room had to be told by now", limit, e.Conn)
			all = append(all, trace.Event{At: over, Conn: e.Conn, Kind: trace.Remarked, Note: trace.Remark{Over: limit, Text: text}.String()})
		}
	}
	return all
}

// remark adds the remarks up to a time, and returns the others.
func (p *picturing) remark(all []trace.Event, until time.Duration) (later []trace.Event) {
	for len(all) > 0 && all[0].At <= until {
		p.out, all = append(p.out, all[0]), all[1:]
	}
	return all
}

// asleep returns which clients stopped reading in a part of a story and have not read since, and to
// which step each belongs. What follows that part can't be understood without them.
func (f Finding) asleep(told []trace.Event) (all []trace.Event, of []share) {
	for _, e := range told {
		if act := e.Act(); act == trace.StopsReading || act == trace.ReadsAgain {
			all = slices.DeleteFunc(all, func(other trace.Event) bool { return other.Conn == e.Conn })
			if act == trace.StopsReading {
				all = append(all, e)
			}
		}
	}
	for _, e := range all {
		step := observerStep
		for _, op := range f.Case.Ops {
			if op.Do == Freeze && op.Who == e.Conn && op.At <= e.At {
				step = op.label()
			}
		}
		of = append(of, share{step: step})
	}
	return all, of
}

// steps returns the first event of each step, in order. Further down the record goes back to a
// step whenever something happens that belongs to it.
func (f Finding) steps(of []share, broken string) (all []trace.Event) {
	seen := make(map[string]bool)
	for _, s := range of {
		seen[s.step] = true
		for _, p := range s.parts {
			seen[p.step] = true
		}
	}
	add := func(label, words string, also bool) {
		if seen[label] || also {
			all = append(all, trace.Event{Conn: label, Kind: trace.Step, Note: words})
		}
	}
	add(observerStep, "the observer joins", false)
	for _, op := range f.Case.Ops {
		add(op.label(), op.Words(), len(f.Case.Ops) <= fewSteps)
	}
	add(newcomerStep, "the newcomer joins", false)
	add(endStep, "the server is told to end", false)
	add(f.brokenLabel(), broken, true)
	return all
}

// brokenLabel is the label of the last step.
func (f Finding) brokenLabel() string { return f.Violation.Rule.Name }

// SetUp returns the labels of the steps that only let clients in, before anything else.
func (f Finding) SetUp() []string {
	labels := []string{observerStep}
	for _, op := range f.Case.Ops {
		if op.Do != Join {
			break
		}
		labels = append(labels, op.label())
	}
	return labels
}

// A picturing is the record of a picture while it is made.
type picturing struct {
	out   []trace.Event
	label string         // of the current step
	at    map[stream]int // how many bytes of each stream are in it
	used  []use
	place map[piece]int // where in its stream each piece begins
}

// A use is a part of a stream that belongs to a step.
type use struct {
	label string
	took  trace.Event
}

// step goes back to a step, unless it is the current one.
func (p *picturing) step(label string) {
	if label != p.label {
		p.out = append(p.out, trace.Event{Conn: label, Kind: trace.Step})
		p.label = label
	}
}

// add adds an event, and notes which of its bytes belong to which steps.
func (p *picturing) add(e trace.Event, s share) {
	p.step(s.step)
	p.out = append(p.out, e)
	of := stream{e.Conn, e.Dir}
	for _, part := range s.parts {
		span := trace.Span{From: p.at[of] + part.from, To: p.at[of] + part.to, Wrong: trace.NotWrong}
		p.used = append(p.used, use{part.step, took(of, span)})
	}
	if p.place == nil {
		p.place = make(map[piece]int)
	}
	for _, piece := range s.pieces {
		p.place[piece] = p.at[of] + piece.from
	}
	if p.at[of] += len(e.Data); e.Kind == trace.Fin || e.Kind == trace.Reset {
		p.at[of]++
	}
}

// fail ends the last step at a time. It shows what never came.
func (p *picturing) fail(f Finding, how string, at time.Duration, shown []shownLine) {
	label := f.brokenLabel()
	p.step(label)
	for _, line := range shown {
		first, begins := p.place[line.pieces[0]]
		end := line.pieces[len(line.pieces)-1]
		if last, ends := p.place[end]; begins && ends {
			span := trace.Span{From: first, To: last + end.to - end.from, Wrong: line.wrong, Meant: line.meant}
			if line.wrong >= 0 {
				span.Wrong += first
			}
			p.out = append(p.out, took(stream{line.conn, trace.ToClient}, span))
		}
	}
	if who := f.waitedFor(); who != "" {
		wait := trace.Buffers{Send: f.unread()[who]} // some of them may be on the way
		p.out = append(p.out, trace.Event{At: at, Conn: who, Dir: trace.ToClient, Kind: trace.Held, Note: wait.String()})
	}
	if absent := f.Violation.Absent(); absent.What != "" {
		p.out = append(p.out, trace.Event{At: at, Conn: absent.Conn, Dir: trace.ToClient, Kind: trace.Missing, Note: absent.What})
	}
	p.out = append(p.out, trace.Event{At: at, Conn: label, Kind: trace.Failed, Note: how})
}

func took(of stream, span trace.Span) trace.Event {
	return trace.Event{Conn: of.conn, Dir: of.dir, Kind: trace.Took, Note: span.String()}
}
