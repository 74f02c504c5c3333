package draw

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// A scene is a trace prepared for a picture: its subject, its steps, and a row for each event
// that is shown.
type scene struct {
	name, about string
	steps       []sceneStep
	clients     []string // in order of appearance
	rows        []sceneRow
	events      int // how many events have a row

	aside    []string       // the labels of steps that only set up
	mostHeld map[stream]int // how many bytes wait at most in one of its two buffers

	frozen  map[string]bool // clients that do not read now; never changed, but replaced
	ends    ends
	acted   string           // the last step that has done anything to the server
	carried map[stream]int   // bytes so far
	of      map[stream][]int // the rows with its data
}

// Number returns the step's number in the story; empty if it has none.
func (s sceneStep) Number() string {
	number, numbered := strings.CutPrefix(s.Label, "#")
	if !numbered {
		return ""
	}
	return number
}

// A sceneStep is a step of the scenario.
type sceneStep struct {
	Label   string // "#3"
	Source  string
	State   string // "passed", "failed", or "" if it did not end
	Note    string // more about it
	Failing bool
}

// A sceneRow is one event, with what was known when it happened.
type sceneRow struct {
	trace.Event
	Steps      []string      // the labels of the steps that used it, or else of the step in which it happened
	isUsed     bool          // some step used it
	began      time.Duration // when the step in which it happened began
	after      string        // the last step that had done anything to the server before; empty if none had
	finder     string        // the step that failed at it; only if Guilty
	Wrong      int           // the byte of Data at which a step failed; only if Guilty or Meant
	Guilty     bool
	WholeWrong bool            // the step compared no bytes: the line that has Wrong is wrong as a whole
	Meant      bool            // this is right, and should have come to another client too; Wrong is where that one's differs
	holes      holes           // where bytes of Data are left out
	before     int             // how many bytes of its stream came before it
	Tail       int             // how many bytes at the end of Data begin an incomplete line
	Torn       bool            // Data begins in the middle of a line
	Incomplete map[string]bool // life lines with an incomplete line after this row
	Frozen     map[string]bool // clients that do not read; shared between rows
	Gone       map[string]bool // clients whose connection had ended before, and "" if the server had; shared between rows
	Failed     string          // how the step failed, on a row without an event
}

// newScene prepares a log for a picture, from a time on.
func newScene(log trace.Log, from time.Duration) scene {
	s := scene{clients: log.Conns(), mostHeld: make(map[stream]int), carried: make(map[stream]int), of: make(map[stream][]int)}
	lines, whole := openLines{log: log}, joining{row: -1}
	label, began := "", time.Duration(0)
	for _, e := range fromBegin(log).All() {
		if act := e.Act(); act == trace.StopsReading || act != "" && s.frozen[e.Conn] {
			s.frozen = with(s.frozen, e.Conn, act == trace.StopsReading)
		}
		if n := trace.LeftBytes(e); n > 0 {
			s.carried[stream{e.Conn, e.Dir}] += n
			delete(lines.open, stream{e.Conn, e.Dir}) // nobody knows whether a line has begun
			whole.left(e, n)
			continue
		}
		if s.joined(&whole, e, &lines) {
			continue
		}
		switch e.Kind {
		case trace.About:
			s.name, s.about = wire.Clean(e.Conn), wire.Clean(e.Note)
		case trace.Step:
			label, began = e.Conn, e.At
			if !slices.ContainsFunc(s.steps, func(step sceneStep) bool { return step.Label == label }) {
				s.steps = append(s.steps, sceneStep{Label: label, Source: e.Note})
			}
		case trace.Passed, trace.Failed:
			s.ended(e)
		case trace.Took:
			s.used(e, label)
		default:
			if shown(e) || e.Kind == trace.Open || e.Note != "" {
				row := sceneRow{Event: e, Steps: []string{label}, began: began, after: s.acted}
				if s.add(row, &lines, e.At >= from) && row.size() > 0 {
					whole = joining{row: len(s.rows) - 1, last: e}
				}
			}
		}
	}
	s.remarkUnasked()
	return s
}

// add adds the row of an event, with what was known then, unless it is hidden. It reports whether the
// row is there.
func (s *scene) add(row sceneRow, lines *openLines, shows bool) bool {
	e := row.Event
	of := stream{e.Conn, e.Dir}
	row.before = s.carried[of]
	s.carried[of] += row.size()
	row.Torn, row.Tail = lines.take(e)
	row.Incomplete, row.Frozen, row.Gone = lines.at(), s.frozen, s.ends.gone
	if e.ServerStarts() { // it has ended before, though nothing says when
		row.Gone = with(row.Gone, "", true)
	}
	s.ends.note(e)
	if Acts(e) {
		s.acted = row.Steps[0]
	}
	if b := held(e); e.Kind == trace.Held {
		s.mostHeld[of] = max(s.mostHeld[of], b.Send, b.Receive)
	}
	if !shows {
		return false
	}
	if s.rows = append(s.rows, row); row.size() > 0 {
		s.of[of] = append(s.of[of], len(s.rows)-1)
	}
	if e.Kind != trace.Remarked {
		s.events++
	}
	return true
}

// with returns a set that has a name, or has it not, and is otherwise the same.
func with(set map[string]bool, name string, has bool) map[string]bool {
	other := map[string]bool{name: has}
	for name, has := range set {
		if _, set := other[name]; !set {
			other[name] = has
		}
	}
	return other
}

// used notes which bytes a step used. An arrow belongs to the steps that used a part of it.
func (s *scene) used(e trace.Event, label string) {
	span, ok := trace.ParseSpan(e.Note)
	if !ok {
		return
	}
	of := s.of[stream{e.Conn, e.Dir}]
	first, _ := slices.BinarySearchFunc(of, span.From, func(i, from int) int { // the first that goes beyond From
		return cmp.Compare(s.rows[i].before+s.rows[i].size(), from+1)
	})
	for _, i := range of[first:] {
		row := &s.rows[i]
		if row.before >= span.To {
			break
		}
		if !row.isUsed {
			row.Steps, row.isUsed = nil, true
		}
		if !slices.Contains(row.Steps, label) {
			row.Steps = append(row.Steps, label)
		}
		whole := span.Wrong == trace.WholeWrong
		if wrong := max(span.WrongAt(), row.before); span.Shows() && (whole || span.WrongAt() >= row.before) && wrong < row.before+row.size() {
			row.Guilty, row.Meant = row.Guilty || span.IsWrong(), row.Meant || span.Meant
			row.finder, row.WholeWrong, row.Wrong = label, whole, row.holes.index(wrong-row.before)
		}
	}
}

// size is how many numbers of its stream a row has: one for each byte, and one for the end, as
// in TCP (RFC 9293, section 3.4).
func (r sceneRow) size() int {
	if r.Kind == trace.Fin || r.Kind == trace.Reset {
		return 1
	}
	return r.bytes()
}

// bytes is how many bytes were read or written, with those that are left out.
func (r sceneRow) bytes() int { return len(r.Data) + r.holes.bytes() }

// ended notes how a step ended.
func (s *scene) ended(e trace.Event) {
	at := slices.IndexFunc(s.steps, func(step sceneStep) bool { return step.Label == e.Conn })
	if at < 0 {
		return
	}
	s.steps[at].State, s.steps[at].Note = e.Kind.String(), CleanLines(e.Note)
	if e.Kind == trace.Failed {
		s.steps[at].Failing = true
		s.rows = append(s.rows, sceneRow{Event: trace.Event{At: e.At, Conn: e.Conn}, Steps: []string{e.Conn}, Failed: e.Note, Frozen: s.frozen, Gone: s.ends.gone})
	}
}

// longTime is how many columns a picture has for the time of a row.
const longTime = 9

// time is when the row was. From ten seconds on it is in seconds, as in the story of a simulation.
func (r sceneRow) time() string { return timeIn(r.At, longTime, 3) }

// A stream is one direction of a connection at one end of its path.
type stream struct {
	conn string
	dir  trace.Dir
}
