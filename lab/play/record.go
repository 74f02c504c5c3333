package play

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"chatlab/lab/draw"
	"chatlab/lab/trace"
)

// How much of a play is recorded. What comes later is carried, and no arrow shows it.
const (
	mostEvents = 5000
	mostKept   = 32 << 20 // bytes of all events together
)

// leastSecret is the shortest password, in bytes, that is masked wherever it turns up, as in
// scenarios. A shorter one is masked only where it was sent: it would also be found where it is
// no password.
const leastSecret = 6

// A record keeps what happens, without passwords. The answer to a server that asks for one is
// masked where it is sent, and from then on wherever else it turns up: a server may pass it on,
// or print it.
type record struct {
	mu      sync.Mutex // guards all below
	trace   *trace.Recorder
	began   time.Time
	events  int
	kept    int // bytes
	lost    int // events that were not recorded
	mask    trace.Mask
	answers map[string][]byte // by call: what was sent so far of an answer
	secrets []string          // the longest need not be first: none is masked partly by another
	paths   map[string]bool   // the people whose path is shown: it has had faults
}

func newRecord(about string) *record {
	r := &record{answers: make(map[string][]byte), paths: make(map[string]bool)}
	r.clear(about)
	return r
}

// clear begins a new trace.
func (r *record) clear(about string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trace, r.began, r.events, r.kept, r.lost = trace.NewRecorder(time.Now), time.Now(), 0, 0, 0
	r.trace.Record(trace.Event{Conn: "play", Kind: trace.About, Note: about})
}

// add records an event of a call, and returns it without passwords. Several calls of one person
// are one connection in the trace. Only the mask tells them apart.
func (r *record) add(call string, e trace.Event) trace.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	conn := e.Conn
	e.Conn = call
	masked := r.mask.Event(e)
	if e.Dir == trace.ToServer && e.Kind == trace.Data {
		r.learn(call, e.Data, masked.Data)
	}
	masked.Conn = conn
	if r.lost > 0 || r.events >= mostEvents || r.kept+len(e.Data) > mostKept {
		if r.lost == 0 {
			r.trace.Record(trace.Event{Conn: "trace", Kind: trace.Left, Note: "the record is full: nothing that follows is in it"})
		}
		r.lost++
		return masked
	}
	r.events++
	r.kept += len(e.Data)
	r.trace.Record(masked)
	return masked
}

// learn remembers an answer that the mask has hidden, once it is complete.
func (r *record) learn(call string, sent, masked []byte) {
	for len(sent) > 0 {
		n := bytes.IndexByte(sent, '\n') + 1
		if n == 0 {
			n = len(sent)
		}
		if line := sent[:n]; !bytes.Equal(line, masked[:n]) && len(r.answers[call]) < maxLine {
			r.answers[call] = append(r.answers[call], line...)
		}
		sent, masked = sent[n:], masked[n:]
	}
	if whole, ended := bytes.CutSuffix(r.answers[call], []byte("\n")); ended {
		delete(r.answers, call)
		if secret := string(bytes.TrimSuffix(whole, []byte("\r"))); len(secret) >= leastSecret && len(r.secrets) < mostSecrets {
			r.secrets = append(r.secrets, secret)
		}
	}
}

const (
	maxLine     = 64 << 10 // bytes of a line, as in the protocol
	mostSecrets = 100
)

// showPath draws a path from now on.
func (r *record) showPath(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.paths[name] = true
}

// log returns the trace, without the far ends of paths that never had faults: the near ends have
// seen the same.
func (r *record) log() trace.Log {
	r.mu.Lock()
	log, paths, secrets := r.trace.Log(), make(map[string]bool), make([][]byte, 0, len(r.secrets))
	for name := range r.paths {
		paths[name] = true
	}
	for _, secret := range r.secrets {
		secrets = append(secrets, []byte(secret))
	}
	r.mu.Unlock()
	log = log.Only(func(e trace.Event) bool { return !e.Dir.IsFar() || paths[e.Conn] })
	if len(secrets) > 0 {
		log = log.Masked(secrets)
	}
	return log
}

// hider returns a replacer that hides passwords in a text that was made visible.
func (r *record) hider() *strings.Replacer {
	r.mu.Lock()
	defer r.mu.Unlock()
	var pairs []string
	longest := slices.SortedFunc(slices.Values(r.secrets), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, secret := range longest { // a shorter one may be the beginning of a longer one
		pairs = append(pairs, draw.Visible(secret), strings.Repeat("*", len(secret)))
	}
	return strings.NewReplacer(pairs...)
}

// counts returns how many events were recorded, and how many were not.
func (r *record) counts() (events, lost int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events, r.lost
}
