package hunt

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/trace"
)

// The labels of steps that are not operations.
const (
	observerStep = "#0"
	newcomerStep = newcomer
	endStep      = "end"
)

// label is what a picture calls the operation's step.
func (o Op) label() string { return "#" + strconv.Itoa(o.Number) }

// A share says which steps caused an event.
type share struct {
	step   string // its step, if no part says another
	parts  []part // the bytes that other steps caused
	pieces []piece
}

// A part is the bytes of an event that a step caused: those numbered from up to to-1.
type part struct {
	step     string
	from, to int
}

// A piece is the part of a line that one event has.
type piece struct {
	event    int // its number in the story
	from, to int
}

// A shownLine is a line that shows the break of the rule.
type shownLine struct {
	sighting
	pieces []piece
}

// A sighting says which line shows the break, and about when.
type sighting struct {
	conn, line string // no line: how the server ended the connection
	at         time.Duration
	wrong      int  // the byte at which it is wrong; trace.WholeWrong: no byte more than others
	meant      bool // it is right, and should have come to another client too
}

// is reports whether a line is the one that is sought.
func (s sighting) is(line []byte) bool {
	if s.line == "" {
		return len(line) == 0
	}
	return string(line) == s.line+"\n"
}

// A stream is one direction of a connection.
type stream struct {
	conn string
	dir  trace.Dir
}

// A lineOf is the line of a stream that is being read.
type lineOf struct {
	text   []byte
	pieces []piece
	before int // how many lines came before it
}

// shares returns to which step each line and each event of a story belongs, from one event up to
// another.
func (f Finding) shares(told []trace.Event, from, until int) []share {
	of := make([]share, len(told))
	latest, came := observerStep, f.newcomerAt()
	for i, e := range told[:until] {
		if e.Kind == trace.Server {
			latest = endStep
		}
		if i >= from {
			latest = f.during(e, latest, came)
			of[i].step = cmp.Or(f.ownStep(e, latest), latest)
		}
	}
	linesOf(told, func(s stream, line lineOf) {
		if last := line.pieces[len(line.pieces)-1].event; last >= from && line.pieces[0].event < until {
			f.assign(of, told, s, line)
		}
	})
	return of
}

// linesOf yields the lines of a story, and what begins a line at its end. The end of a stream
// counts as an empty line.
func linesOf(told []trace.Event, yield func(stream, lineOf)) {
	open := make(map[stream]*lineOf)
	for i, e := range told {
		of := stream{e.Conn, e.Dir}
		if e.Kind == trace.Fin || e.Kind == trace.Reset { // it has the number after the last byte
			yield(of, lineOf{pieces: []piece{{i, 0, 1}}})
		}
		if open[of] == nil {
			open[of] = &lineOf{}
		}
		from := 0
		for text := range bytes.Lines(e.Data) {
			line := open[of]
			line.text = append(line.text, text...)
			line.pieces = append(line.pieces, piece{i, from, from + len(text)})
			if from += len(text); text[len(text)-1] == '\n' {
				yield(of, *line)
				open[of] = &lineOf{before: line.before + 1}
			}
		}
	}
	for of, line := range open {
		if len(line.pieces) > 0 {
			yield(of, *line)
		}
	}
}

// shown returns the lines that show the break. If there are several like one, the one closest in
// time counts.
func (f Finding) shown(told []trace.Event) (shown []shownLine) {
	seen := f.sightings()
	far := func(l shownLine) time.Duration { return (told[l.pieces[0].event].At - l.at).Abs() }
	linesOf(told, func(of stream, line lineOf) {
		for _, sought := range seen {
			if of.dir != trace.ToClient || of.conn != sought.conn || !sought.is(line.text) {
				continue
			}
			found := shownLine{sought, line.pieces}
			at := slices.IndexFunc(shown, func(l shownLine) bool { return l.sighting == sought })
			switch {
			case at < 0:
				shown = append(shown, found)
			case far(found) < far(shown[at]):
				shown[at] = found
			}
		}
	})
	return shown
}

// assign gives a line to its step.
func (f Finding) assign(to []share, told []trace.Event, of stream, line lineOf) {
	step := ""
	if len(line.text) > 0 {
		step = f.stepOf(of, line, told[line.pieces[0].event].At)
	}
	for _, p := range line.pieces {
		share := &to[p.event]
		share.pieces = append(share.pieces, p)
		if last := len(share.parts) - 1; step != "" && last >= 0 && share.parts[last].step == step && share.parts[last].to == p.from {
			share.parts[last].to = p.to
		} else if step != "" {
			share.parts = append(share.parts, part{step, p.from, p.to})
		}
	}
}

// How lines tell what caused them. The first is the beginning of a line of an operation, as
// appendLine writes it.
var (
	ofAnOp   = lazyregexp.New(`(\S+) (\d+)\.\d+( |$)`)
	ofAnyone = lazyregexp.New(`^\* (\S+) (joined|left)`)
)

// headOfLine is how many bytes of a line are enough to tell what caused it.
const headOfLine = 160

// stepOf returns the step that caused a line; empty if the line does not tell.
func (f Finding) stepOf(of stream, line lineOf, at time.Duration) string {
	hello := of.dir == trace.ToServer && line.before == 0 || of.dir == trace.ToClient && line.before < 2
	head := bytes.TrimSuffix(line.text[:min(len(line.text), headOfLine)], []byte("\n"))
	if found := ofAnOp().FindSubmatch(head); found != nil {
		for _, op := range f.Case.Ops {
			if op.Who == string(found[1]) && strconv.Itoa(op.Number) == string(found[2]) {
				return op.label()
			}
		}
	}
	if found := ofAnyone().FindSubmatch(head); found != nil && of.dir == trace.ToClient {
		return f.latest(at, func(op Op) bool {
			return f.nameOf(op.Who) == string(found[1]) && (op.Do == Join) == (string(found[2]) == "joined") && !op.Do.talks()
		})
	}
	if hello && of.conn == observer {
		return observerStep
	}
	if hello {
		return f.latest(at, func(op Op) bool { return op.Who == of.conn && op.Do == Join })
	}
	return ""
}

// latest returns the label of the last operation of a kind up to a time; empty if there is none.
func (f Finding) latest(at time.Duration, is func(Op) bool) (label string) {
	for _, op := range f.Case.Ops {
		if op.At <= at && is(op) {
			label = op.label()
		}
	}
	return label
}

// nameOf returns the name that a connection gave.
func (f Finding) nameOf(who string) string {
	for _, op := range f.Case.Ops {
		if op.Who == who && op.Do == Join {
			return op.As
		}
	}
	return who
}

// newcomerAt returns when the newcomer came; if it did not, a time after everything else.
func (f Finding) newcomerAt() time.Duration {
	for _, e := range f.Log.All() {
		if e.Conn == newcomer {
			return e.At
		}
	}
	return math.MaxInt64
}

// during returns the step in which an event happens. latest is the step of the event before it,
// and came is when the newcomer came. The step of the end lasts to the end of the record.
func (f Finding) during(e trace.Event, latest string, came time.Duration) string {
	switch {
	case latest == endStep:
		return endStep
	case e.At >= came:
		return newcomerStep
	}
	return cmp.Or(f.latest(e.At, func(Op) bool { return true }), observerStep)
}

// ownStep returns the client's own step for what happens to a connection without bytes;
// empty if it has none.
func (f Finding) ownStep(e trace.Event, latest string) string {
	switch {
	case latest == endStep:
	case e.Kind == trace.Open && e.Conn == observer:
		return observerStep
	case e.Kind == trace.Open:
		return f.latest(e.At, func(op Op) bool { return op.Who == e.Conn && op.Do == Join })
	case e.Kind == trace.Fin || e.Kind == trace.Reset || e.Kind == trace.Fault:
		return f.latest(e.At, func(op Op) bool { return op.Who == e.Conn && op.Do != Join && !op.Do.talks() })
	}
	return ""
}

// soon is how far in time the line that came instead may be from a missing one, to be shown in
// its place.
const soon = 5 * time.Second

// sightings are the lines that show the break of the rule.
func (f Finding) sightings() []sighting {
	v := f.Violation
	switch missing := v.Missing; {
	case missing != nil && (missing.Instead == "" || (missing.Came-v.At).Abs() > soon):
		return []sighting{{missing.Heard, missing.Line, v.At, trace.WholeWrong, true}}
	case missing != nil:
		wrong := 0
		for wrong < min(len(missing.Line), len(missing.Instead)) && missing.Line[wrong] == missing.Instead[wrong] {
			wrong++
		}
		return []sighting{{missing.Heard, missing.Line, v.At, wrong, true}, {v.Conn, missing.Instead, missing.Came, wrong, false}}
	case v.Ending:
		return []sighting{{v.Conn, "", v.At, trace.WholeWrong, false}}
	case v.Line != "":
		return []sighting{{v.Conn, v.Line, v.At, trace.WholeWrong, false}}
	}
	return nil
}
