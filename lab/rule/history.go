package rule

import (
	"bytes"
	"strings"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// never is the number of an event that did not happen.
const never = -1

// A history is a trace read as a story: who said and heard what. A field or parameter
// called at is the number of an event in the log. times says when that event was.
type history struct {
	record  Record
	conns   []*conn
	byLabel map[string]*conn
	byName  map[string][]*conn
	times   []time.Duration     // of the events
	settled map[string]bool     // those of the record, by label
	given   map[string]bool     // names that somebody has given so far
	forms   map[string]heard    // what each line that was heard is, by its text
	about   map[string][]string // the names in each notice, by its text
	crowd   *room               // what the observer heard; made when first used
}

// A conn is one connection's part of the history.
type conn struct {
	label   string // what the trace calls it
	name    string // what it called itself: its first line
	named   int    // when that line was complete
	in      int    // when it was told that it is in; never, if it was refused
	list    []byte // the line that told it
	said    []said
	heard   []heard
	over    int  // when either side first sent a FIN or a reset
	polite  bool // the client ended it, with a FIN
	asks    int  // when it first sent a command that the server answers with notices
	deaf    int  // when it first stopped reading, or began behind a path: from then on it may have ended unseen
	reset   bool // by the client
	answers bool // it was asked for a password, and has not sent one
	flooded bool // it sent more than the trace has
	cut     int  // when the server reset it
	fin     int  // when the server sent its FIN

	sent, received bytes.Buffer // the beginning of a line that has not ended

	listed map[string]bool // the words of its list; made when first used
	places map[string]int  // where in heard the lines about the room are; made when first used
	texts  map[string]int  // how often it said each text; made when first used
}

// A said line is a complete chat line that was sent.
type said struct {
	text  string
	at    int
	loose bool // nobody needs to have heard it: the server may treat it in another way
}

// A heard line is a complete line that was received.
type heard struct {
	raw        string
	form       dialect.Form
	from, text string
	at         int
}

func newHistory(r Record) *history {
	h := &history{record: r, byLabel: map[string]*conn{}, byName: map[string][]*conn{}, settled: map[string]bool{}, given: map[string]bool{}, forms: map[string]heard{}, about: map[string][]string{}}
	for _, label := range r.Settled {
		h.settled[label] = true
	}
	misbehaving := paths(r.Log)
	for at, e := range r.Log.All() {
		h.times = append(h.times, e.At)
		if e, ok := r.judged(e, misbehaving[e.Conn]); ok {
			h.take(e, at)
		}
		if c := h.find(e.Conn); c != nil && misbehaving[e.Conn] && c.deaf == never {
			c.deaf = at // the path may hold much that arrives before the end
		}
	}
	for _, c := range h.conns {
		h.marksPast(c) // the trace may end before the second notice has come
		if c.named != never {
			h.byName[c.name] = append(h.byName[c.name], c)
		}
	}
	return h
}

// judged returns an event as it counts for the server, and whether it counts at all. What
// a path with two ends did to it is not the server's doing. TLS over a path can only be
// read at the client's end.
func (r Record) judged(e trace.Event, misbehaves bool) (trace.Event, bool) {
	switch sealed := r.Sealed && e.Kind == trace.Data; {
	case !e.Kind.OnWire(), sealed && e.Dir.IsFar():
		return e, false
	case misbehaves && !sealed:
		e.Dir = atServer(e.Dir)
	}
	return e, true
}

// take adds an event to the part of its connection.
func (h *history) take(e trace.Event, at int) {
	c := h.find(e.Conn)
	if c == nil {
		c = &conn{label: e.Conn, named: never, in: never, over: never, asks: never, deaf: never, cut: never, fin: never}
		h.conns = append(h.conns, c)
		h.byLabel[c.label] = c
	}
	switch {
	case e.Kind == trace.Data && e.Dir == trace.ToServer && e.Note != "":
		c.flooded = true
	case e.Kind == trace.Data && e.Dir == trace.ToServer:
		if h.record.Dialect.Prompt && c.named == never && c.received.Len() > 0 {
			h.receive(c, []byte{'\n'}, at) // what came is a prompt, and this answers it
		}
		each(&c.sent, e.Data, func(line []byte) {
			c.sends(line, at, h.record.Dialect)
			h.given[c.name] = true
		})
	case e.Kind == trace.Data && e.Dir == trace.ToClient:
		h.receive(c, e.Data, at)
	case e.Act() == trace.StopsReading && c.deaf == never:
		c.deaf = at
	case e.Dir != trace.None && (e.Kind == trace.Fin || e.Kind == trace.Reset):
		c.ends(e, at)
	}
}

// receive takes the data of one read.
func (h *history) receive(c *conn, data []byte, at int) {
	each(&c.received, data, func(line []byte) { h.receives(c, bytes.TrimSuffix(line, []byte("\r")), at) })
}

// paths returns the connections whose path has two ends in the record. For these, the end
// at the server shows what the server did.
func paths(log trace.Log) map[string]bool {
	with := make(map[string]bool)
	for _, e := range log.All() {
		if e.Dir.IsFar() {
			with[e.Conn] = true
		}
	}
	return with
}

// atServer is the direction of an event seen at the server's end of a path. An event seen
// at the client's end has none.
func atServer(d trace.Dir) trace.Dir {
	switch d {
	case trace.FarToServer:
		return trace.ToServer
	case trace.FarToClient:
		return trace.ToClient
	}
	return trace.None
}

// each yields the lines that the data completes, without LF.
func each(rest *bytes.Buffer, data []byte, yield func(line []byte)) {
	for {
		line, after, ended := bytes.Cut(data, []byte("\n"))
		if !ended {
			rest.Write(line)
			return
		}
		if rest.Len() > 0 {
			rest.Write(line)
			line = bytes.Clone(rest.Bytes())
			rest.Reset()
		}
		yield(line)
		data = after
	}
}

func (c *conn) sends(bytes []byte, at int, d *dialect.Dialect) {
	line, tooLong := strings.TrimSuffix(string(bytes), "\r"), len(bytes) > wire.MaxLine // the CR counts (P3)
	if c.named == never {
		c.name, c.named = d.NameIn(line), at
		return
	}
	if c.answers {
		c.answers = false
		return
	}
	if text := d.TextIn(line); text != "" && !tooLong {
		command := strings.HasPrefix(text, "/")
		c.said = append(c.said, said{text: text, at: at, loose: command})
		if command && c.asks == never && !strings.HasPrefix(text, "/msg ") {
			c.asks = at
		}
	}
}

func (h *history) receives(c *conn, raw []byte, at int) {
	line := h.read(raw)
	line.at = at
	if len(c.heard) == 0 && h.record.Dialect.Greeting(raw) {
		line.form, line.from, line.text = dialect.Other, "", ""
	}
	h.remembers(c, &line)
	if c.named != never && c.in == never && strings.HasPrefix(line.raw, "? ") && h.record.Dialect.Strict() {
		c.isAsked()
	}
	c.heard = append(c.heard, line)
	if c.named != never && c.in == never && h.record.Dialect.Admits(raw) {
		c.in, c.list = at, raw
	}
}

// isAsked notes that the server asked for a password (P20). The next line is the answer,
// and no chat line. The client may have sent it before the server asked.
func (c *conn) isAsked() {
	if len(c.said) > 0 {
		c.said = c.said[1:]
		return
	}
	c.answers = true
}

// read returns what a line is. A line that many hear is read once, and kept.
func (h *history) read(raw []byte) heard {
	if line, known := h.forms[string(raw)]; known {
		return line
	}
	form, from, text := h.record.Dialect.Read(raw)
	line := heard{raw: string(raw), form: form, from: from, text: text}
	h.forms[line.raw] = line
	return line
}

func (c *conn) ends(e trace.Event, at int) {
	if c.over == never {
		c.over = at
		c.polite = e.Kind == trace.Fin && e.Dir == trace.ToServer
	}
	switch {
	case e.Kind == trace.Reset && e.Dir == trace.ToServer:
		c.reset = true
	case e.Kind == trace.Reset:
		c.cut = at
	case e.Dir == trace.ToClient && c.fin == never:
		c.fin = at
	}
}

func (h *history) find(label string) *conn { return h.byLabel[label] }

// members returns those who were let in.
func (h *history) members() []*conn {
	var all []*conn
	for _, c := range h.conns {
		if c.in != never {
			all = append(all, c)
		}
	}
	return all
}

// called returns the connections that gave a name.
func (h *history) called(name string) []*conn { return h.byName[name] }

// same reports whether the text that was heard is the text that was said. A server may
// clean characters that could drive a terminal (P10), and send // as / (P11).
func same(said, heard string) bool {
	if text, private := strings.CutPrefix(said, privately); private {
		heard, private = strings.CutPrefix(heard, privately)
		return private && dialect.SameText(text, heard)
	}
	return dialect.SameText(said, heard) || strings.HasPrefix(said, "//") && dialect.SameText(said[1:], heard)
}
