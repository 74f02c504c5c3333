package script

import (
	"strings"
	"testing"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// TestSymptoms: each way in which a line is not the expected one has its symptom.
func TestSymptoms(t *testing.T) {
	long := strings.Repeat("ab ", longLine)
	for _, c := range []symptomCase{
		{"hello| world⏎", "hello world", "<[ana] hello>|[ana] world", lesson.HalfALine},
		{"hello| world⏎", "hello world", "<[ana]  world>", lesson.HalfALine},
		{"hello world⏎", "hello world", "<[ana] hel>|[ana] lo world", lesson.HalfALine},        // the server's buffer is short
		{"hello world⏎", "hello world", "<[ana] hello>|[ana]  wor|[ana] ld", lesson.HalfALine}, // the buffer ends before the space
		{"hello world⏎", "hello world", "<[ana] hello>| world", lesson.HalfALine},
		{"hello world⏎", "hello world", "<[ana] hello>|[ana] world", lesson.HalfALine}, // this server trims
		{"hello world⏎", "hello world", "<[ana] hello>|[ana]  ", lesson.Altered},
		{"one⏎tw|o⏎", "two", "[ana] one|<[ana] o>", lesson.HalfALine},
		{"half a line", "", "<[ana] half a line>", lesson.HalfALine},
		{"very much too long a line⏎sorry⏎", "sorry", "<[ana] too long a line>|[ana] sorry", lesson.HalfALine},
		{"0000001xxxxxxxx⏎", "two", "<[ana] 0000002xxx>", lesson.HalfALine},                                    // a torn line of a flood
		{"0000001xxxxxxxxxxx|⏎sorry⏎", "sorry", "<[ana] xxxxxxxx>|[ana] sorry", lesson.HalfALine},              // the filling of one
		{long + "y⏎sorry⏎", "sorry", "<[ana] " + long + ">|[ana] sorry", lesson.HalfALine},                     // one byte is missing
		{"no longer⏎no longe⏎sorry⏎", "sorry", "[ana] no longe|<[ana] no longer>|[ana] sorry", lesson.Foreign}, // alike by chance
		{"  two⏎", "  two", "<[ana] two>", lesson.Altered},
		{"one\rline⏎", "one\rline", "<[ana] oneline>", lesson.Altered},
		{"a\x00b⏎", "a\ufffdb", "<[ana] a>", lesson.Altered},
		{"a\x00b⏎", "a\ufffdb", "<[ana] a\x00b>", lesson.Altered},
		{"//who⏎", "/who", "<[ana] //who>", lesson.Altered},
		{"é⏎ü⏎", "ü", "[ana] \ufffd|<[ana] \ufffd>", lesson.Altered}, // not the same line twice
		{"one⏎two⏎", "two", "[ana] one|<[ana] one>|[ana] two", lesson.Doubled},
		{"one⏎", "", "[ana] one|<[ana] one>", lesson.Doubled},
		{"one⏎two⏎", "one", "<[ana] two>|[ana] one", lesson.OutOfOrder},
		{"one⏎two⏎", "one", "<[ana] three>|[ana] one", lesson.Altered}, // nobody said a later one
		{"one⏎a\x00b⏎", "one", "<[ana] a\ufffdb>|[ana] one", lesson.OutOfOrder},
		{"very much\rtoo long\ra line⏎sorry⏎", "sorry", "<[ana] too long\ufffda line>|[ana] sorry", lesson.HalfALine},
		{"one⏎two⏎", "one", "<[ana] two>", lesson.Skipped},
		{"hello⏎/msg bruno ? yes⏎", "? yes", "<[ana -> bruno] >", lesson.Altered}, // no empty line that is not for him
		{"⏎one⏎", "one", "<[ana] >|[ana] one", lesson.Foreign},                    // its order is right, but nobody should hear it
		{"one⏎two⏎", "two", "[ana] one|<two>", lesson.Formless},
		{"one⏎", "", "<[ana] one>", lesson.Foreign},
		{"/who⏎", "", "<[ana] /who>", lesson.PassedOn},
		{"", "", "<* zoe joined>", lesson.Foreign},
		{"", "", "* zoe left|<* zoe left>", lesson.Doubled},
	} {
		c.check(t)
	}
}

// TestSymptomsOfPieces: half a line is noticed wherever a path cut it, even if the rest has not
// come when the step fails. Whether it has depends on chance.
func TestSymptomsOfPieces(t *testing.T) {
	for _, c := range []symptomCase{
		{"hello w¦orld⏎", "hello world", "<[ana] hello w>", lesson.HalfALine},
		{"hello w¦»orld⏎", "hello world", "<[ana] hello w>", lesson.HalfALine},
		{"hello w¦or¦»ld⏎", "hello world", "<[ana] hello wor>", lesson.HalfALine}, // one read returned two pieces
		{"hello w¦orld⏎", "hello world", "<[ana] orld>", lesson.HalfALine},
		{"/msg bruno h¦i you⏎", "hi you", "<[ana -> bruno] h>", lesson.HalfALine},
		{"hello w¦orld⏎", "hello world", "<[ana] hell>", lesson.Altered},
	} {
		c.check(t)
	}
}

// A symptomCase is what ana wrote, piece by piece, and what a client received of it. The step
// fails at the line in < >. Where a path cut a write, a piece ends at ¦, and the path still holds
// what is after ».
type symptomCase struct {
	wrote    string // pieces with a | between them; ⏎ is a line feed
	expects  string // empty: nothing
	received string // lines with a | between them
	want     lesson.Symptom
}

func (c symptomCase) check(t *testing.T) {
	t.Helper()
	lines := strings.NewReplacer("⏎", "\n")
	ana := &client{conn: "ana", presence: presence{roomName: "ana", namedAt: 1}}
	listener := inRoomWith(&dialect.Dialect{}, ana)
	for _, piece := range append([]string{"ana\n"}, strings.Split(lines.Replace(c.wrote), "|")...) {
		recordWrite(listener.s.recorder, piece)
	}
	var at int
	for i, word := range strings.Split(c.received, "|") {
		if inside, marked := strings.CutPrefix(word, "<"); marked {
			at, word = i, strings.TrimSuffix(inside, ">")
		}
		listener.inbox.add([]byte(word + "\n"))
	}
	expected := words("nothing more for bruno")
	if c.expects != "" {
		expected = listener.s.chatLine("ana", c.expects)
	}
	if got := listener.symptomOf(expected, listener.inbox.lines[1+at]); got != c.want {
		t.Errorf("wrote %q, expecting %q, at %s: symptom %q, want %q", c.wrote, c.expects, c.received, got, c.want)
	}
}

// recordWrite records what ana wrote. If the text has marks, a path carried it.
func recordWrite(r *trace.Recorder, marked string) {
	write := func(dir trace.Dir, data string) {
		r.Record(trace.Event{Conn: "ana", Dir: dir, Kind: trace.Data, Data: []byte(data)})
	}
	write(trace.ToServer, strings.NewReplacer("¦", "", "»", "").Replace(marked))
	handed, _, _ := strings.Cut(marked, "»")
	for piece := range strings.SplitSeq(handed, "¦") {
		write(trace.FarToServer, piece)
	}
}

// inRoomWith is a client in a session that has others too.
func inRoomWith(d *dialect.Dialect, others ...*client) *client {
	s := &session{dialect: d, recorder: trace.NewRecorder(time.Now), clients: make(map[string]*client), order: others}
	c := &client{s: s, inbox: inbox{dialect: d}}
	c.inbox.add([]byte("Who are you?\n")) // the greeting
	return c
}

// TestSymptomsOfDialects: half a line is noticed, however the server words a line.
func TestSymptomsOfDialects(t *testing.T) {
	d, err := dialect.Parse(strings.NewReader("chat ^(?P<name>\\w+): (?P<text>.*)$\n"))
	if err != nil {
		t.Fatal(err)
	}
	ana := &client{conn: "ana", presence: presence{roomName: "ana", namedAt: 1}}
	c := inRoomWith(d, ana)
	for _, piece := range []string{"ana\n", "hel", "lo\n"} {
		c.s.recorder.Record(trace.Event{Conn: "ana", Dir: trace.ToServer, Kind: trace.Data, Data: []byte(piece)})
	}
	c.inbox.add([]byte("ana: hel\n"))
	if got := c.symptomOf(c.s.chatLine("ana", "hello"), c.inbox.lines[1]); got != lesson.HalfALine {
		t.Errorf("symptom %q", got)
	}
}
