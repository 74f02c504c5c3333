package trace

import (
	"bytes"
	"strings"
	"testing"
)

// TestMasked: no secret is left in the log, in one piece or in several, in both directions.
// The rest is unchanged, and so is the original log.
func TestMasked(t *testing.T) {
	log := NewLog([]Event{
		{Conn: "ana", Kind: Data, Dir: ToServer, Data: []byte("ana\nking")},
		{Conn: "bruno", Kind: Data, Dir: ToServer, Data: []byte("king")},
		{Conn: "ana", Kind: Data, Dir: ToClient, Data: []byte("kingfisher kingfisherkingfisher")},
		{Conn: "ana", Kind: Step, Note: "password ana kingfisher"},
		{Conn: "ana", Kind: Data, Dir: ToServer, Data: []byte("fi")},
		{Conn: "ana", Kind: Data, Dir: ToServer, Data: []byte("sher\nhello")},
		{Conn: "ana", Kind: Data, Dir: FarToServer, Data: []byte("magpie")},
	})
	var before, after bytes.Buffer
	log.WriteTo(&before)
	masked := log.Masked([][]byte{[]byte("kingfisher"), nil, []byte("magpie")})
	masked.WriteTo(&after)
	want := strings.NewReplacer("ana\\nking", "ana\\n****", "kingfisher", "**********", `"fi"`, `"**"`, `"sher\n`, `"****\n`, "magpie", "******").Replace(before.String())
	if after.String() != want {
		t.Errorf("got\n%s\nwant\n%s", after.String(), want)
	}
	var again bytes.Buffer
	log.WriteTo(&again)
	if again.String() != before.String() {
		t.Errorf("the log itself was changed:\n%s", again.String())
	}
}

// TestMask: the answer to a question is masked at both ends of a path, in whatever pieces
// it comes. The next line is not.
func TestMask(t *testing.T) {
	var m Mask
	for _, c := range []struct {
		conn       string
		dir        Dir
		data, want string
	}{
		{"ana", FarToServer, "ana\n", "ana\n"},
		{"ana", FarToClient, "Hello?\n? pass", "Hello?\n? pass"},
		{"ana", ToServer, "early", "early"}, // no question yet
		{"ana", FarToClient, "word\n", "word\n"},
		{"bruno", ToServer, "kingfisher\n", "kingfisher\n"},
		{"ana", ToServer, "king", "****"},
		{"ana", FarToServer, "kingfisher\nhello\n", "**********\nhello\n"},
		{"ana", ToServer, "fisher", "******"},
		{"ana", ToServer, "\nhello\n", "\nhello\n"},
		{"ana", ToServer, "hello\n", "hello\n"},
		{"ana", ToClient, "[bruno] ? no question\n?no\n", "[bruno] ? no question\n?no\n"},
		{"ana", ToServer, "hello\n", "hello\n"},
		{"ana", FarToClient, "? one\n? two\n", "? one\n? two\n"},
		{"ana", ToClient, "? one\n", "? one\n"}, // the same, on its way through the path
		{"ana", ToServer, "1\n2", "*\n*"},
		{"ana", ToClient, "? two\n", "? two\n"},
		{"ana", ToServer, "2\n3\n", "*\n3\n"},
		{"ana", FarToServer, "1\n22\n3\n", "*\n**\n3\n"},
		{"zoe", ToServer, "zoe\n", "zoe\n"}, // faults begin between question and answer
		{"zoe", ToClient, "? password\n", "? password\n"},
		{"zoe", FarToServer, "kingfisher\nhello\n", "**********\nhello\n"},
	} {
		data := []byte(c.data)
		if got := m.Event(Event{Conn: c.conn, Kind: Data, Dir: c.dir, Data: data}); string(got.Data) != c.want {
			t.Errorf("%s, %v: %q is written down as %q, want %q", c.conn, c.dir, c.data, got.Data, c.want)
		}
		if string(data) != c.data {
			t.Errorf("%q itself was changed", c.data)
		}
	}
	for _, conn := range []string{"ana", "bruno", "zoe", "nobody"} {
		m.Forget(conn)
	}
	if len(m.dialogs) > 0 {
		t.Errorf("connections that are over are still known: %v", m.dialogs)
	}
}
