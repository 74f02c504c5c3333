package trace

import (
	"bytes"
	"strings"
	"testing"
)

// TestMasked: a secret is nowhere in the log, in one piece or in several, in both
// directions; all else is as it was, and the log that was masked too.
func TestMasked(t *testing.T) {
	log := NewLog([]Event{
		{Conn: "ana", Kind: Data, Dir: ToServer, Data: []byte("ana\nking")},
		{Conn: "bruno", Kind: Data, Dir: ToServer, Data: []byte("king")},
		{Conn: "ana", Kind: Data, Dir: ToClient, Data: []byte("kingfisher kingfisherkingfisher")},
		{Conn: "ana", Kind: Fault, Note: "fisher"},
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
