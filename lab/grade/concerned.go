package grade

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"chatlab/lab/script"
	"chatlab/lab/trace"
)

// Limits of what a failure shows of the wire.
const (
	MostEvents   = 12 // events in a story, and events that a search in the simulator keeps
	mostConcerns = 3  // clients
)

// aside has commands whose traffic stories leave out. They bring people into the room, or
// send the kit's own lines as a proof.
var aside = []string{"join", "crowd", "quiet", "rules"}

// lastActs returns the steps that last acted on the server before the failing step, the
// latest first. It is one step, or several with no expectation between them.
func lastActs(r Result) []script.Step {
	var acts []script.Step
	for _, step := range slices.Backward(r.Steps) {
		command, _, _ := strings.Cut(step.Source, " ")
		switch {
		case step.OK && !slices.Contains(aside, command) && len(actors(r.Log, step)) > 0:
			acts = append(acts, step)
		case len(acts) > 0:
			return acts
		}
	}
	return acts
}

// actors returns the connections over which a step sent something to the server.
func actors(log trace.Log, step script.Step) []string {
	return log.Only(func(e trace.Event) bool {
		return e.Dir == trace.ToServer && e.Kind != trace.Open && e.At >= step.At && e.At <= step.At+step.Took
	}).Conns()
}

// Concerned returns the clients of a failure: the one that showed it and its witness, or else those
// that the failed step names; the last ones that acted before it; and those that the server waits for
// because they do not read. It also returns the time from which events matter. If no step failed, it
// returns none.
func (r Result) Concerned() (conns []string, from time.Duration) {
	step := r.Failing()
	if step == nil || r.Failure == nil {
		return nil, 0
	}
	known := r.Log.Conns()
	from = step.At
	add := func(source string) {
		for word := range strings.FieldsSeq(source) {
			if slices.Contains(known, word) && !slices.Contains(conns, word) && len(conns) < mostConcerns {
				conns = append(conns, word)
			}
		}
	}
	add(r.Failure.Conn)
	add(r.Failure.Witness)
	acts := lastActs(r)
	if r.Failure.Conn == "" || len(acts) == 0 {
		add(step.Source)
	}
	for _, act := range acts {
		add(strings.Join(actors(r.Log, act), " "))
		from = act.At
	}
	add(strings.Join(frozen(r.Log), " "))
	if len(acts) == 0 {
		from = lastBlow(r.Log, from)
	}
	if r.Failure.Rule != "" && r.Failure.Received.Data != "" {
		from = ladderStart(r.Log, conns, *r.Failure)
	} else {
		from = max(from, refusedStart(r.Log, conns, from))
	}
	// The sender is left of the server, the receivers right.
	slices.SortStableFunc(conns, func(a, b string) int {
		return cmp.Compare(slices.Index(known, a), slices.Index(known, b))
	})
	return conns, from
}

// inPicture returns the clients that a picture of a failure has to show, the most important ones
// first: those that it concerns, those about which the record has a remark, those to which something
// wrong or nothing came, and those that its words name.
func (r Result) inPicture() []string {
	conns, _ := r.Concerned()
	remarked := r.Log.Only(func(e trace.Event) bool { return e.Kind == trace.Remarked })
	for _, e := range remarked.All() {
		conns = append(conns, e.Conn)
	}
	for _, e := range r.Log.All() {
		span, _ := trace.ParseSpan(e.Note)
		if e.Kind == trace.Missing || e.Kind == trace.Took && span.Shows() {
			conns = append(conns, e.Conn)
		}
	}
	if f := r.Failure; f != nil {
		told := strings.Join([]string{f.Expected.String(), f.Received.String(), f.Note}, " ")
		named := strings.FieldsFunc(told, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' })
		for _, name := range named { // such as bruno.2, who came again in the simulator
			conns = append(conns, strings.Trim(name, "."))
		}
	}
	return conns
}

// frozen returns the clients that do not read at the end, while bytes wait for them.
func frozen(log trace.Log) []string {
	return log.Only(func(e trace.Event) bool {
		return e.Act() == trace.StopsReading && waits(log, e.Conn)
	}).Conns()
}

// waits reports whether bytes wait for a client at the end: nothing after the last Held event
// says that the client reads again, or is gone.
func waits(log trace.Log, conn string) (last bool) {
	for _, e := range log.All() {
		switch {
		case e.Conn != conn:
		case e.Kind == trace.Held && e.Dir == trace.ToClient:
			last = true
		case e.Act() == trace.ReadsAgain, e.Kind == trace.Reset:
			last = false
		}
	}
	return last
}

// lastBlow returns when something was last done to the server itself before a time. If
// nothing was, it returns that time.
func lastBlow(log trace.Log, before time.Duration) time.Duration {
	last := before
	for _, e := range log.All() {
		if e.Kind == trace.Server && !strings.HasPrefix(e.Note, trace.ServerEnded) && e.At <= before {
			last = e.At
		}
	}
	return last
}

// refusedStart returns the time from which a ladder shows the bytes that a step refused, if it
// would not come to them from the time from on. Otherwise it is from.
func refusedStart(log trace.Log, conns []string, from time.Duration) time.Duration {
	conn, wrong := refused(log)
	if !slices.Contains(conns, conn) {
		return from
	}
	carried := 0
	var times []time.Duration // of events that the ladder would show
	for _, e := range log.All() {
		if slices.Contains(conns, e.Conn) && e.Kind.OnWire() && e.At >= from {
			times = append(times, e.At)
		}
		if e.Conn != conn || e.Dir != trace.ToClient || e.Kind != trace.Data {
			continue
		}
		if carried += len(e.Data); carried > wrong && len(times) >= MostEvents {
			return times[len(times)-MostEvents/2]
		}
		if carried > wrong {
			break
		}
	}
	return from
}

// refused returns on which connection a step refused what came, and at which byte; an empty
// name if none did, or if what was refused is not known.
func refused(log trace.Log) (conn string, wrong int) {
	for _, e := range log.All() {
		if e.Kind != trace.Took {
			continue
		}
		if span, ok := trace.ParseSpan(e.Note); ok && span.IsWrong() {
			conn, wrong = e.Conn, span.WrongAt()
		}
	}
	return conn, wrong
}

// ladderStart returns the time at which a ladder has to begin to show the line that breaks a
// rule. That is some events before the line last reached its connection, and not after the
// line that was expected reached another one.
func ladderStart(log trace.Log, conns []string, f script.Failure) time.Duration {
	var times []time.Duration // of events that the ladder would show
	received, expected := 0, -1
	for _, e := range log.All() {
		if !slices.Contains(conns, e.Conn) || e.Kind != trace.Data {
			continue
		}
		times = append(times, e.At)
		if has := func(line script.Bytes) bool {
			return e.Dir == trace.ToClient && strings.Contains(string(e.Data), string(line))
		}; e.Conn == f.Conn && has(f.Received.Data) {
			received = len(times) - 1
		} else if e.Conn == f.Witness && has(f.Expected.Data) {
			expected = len(times) - 1
		}
	}
	if len(times) == 0 {
		return 0
	}
	start := received - MostEvents/2
	if expected >= 0 {
		start = max(min(start, expected), received-MostEvents+2)
	}
	return times[max(start, 0)]
}
