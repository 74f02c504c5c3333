package trace

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var binaryExample = NewLog([]Event{
	{At: 0, Conn: "ana", Dir: ToServer, Kind: Open},
	{At: time.Second, Conn: "ana", Dir: FarToServer, Kind: Data, Data: []byte("a\x00\xff\n")},
	{At: 300 * time.Hour, Conn: "server", Kind: Server, Note: "told to end"},
})

// FuzzBinary: what is read is what was written. What nobody has written is refused, or is a log
// that can be written.
func FuzzBinary(f *testing.F) {
	f.Add(binaryExample.Binary())
	f.Add([]byte{})
	f.Add([]byte("\x01\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		log, err := ParseBinary(data, 1000)
		if err != nil {
			return
		}
		again, err := ParseBinary(log.Binary(), 1000)
		if diff := cmp.Diff(log.events, again.events); err != nil || diff != "" {
			t.Errorf("%v (-first +again)\n%s", err, diff)
		}
	})
}

func TestBinary(t *testing.T) {
	log, err := ParseBinary(binaryExample.Binary(), binaryExample.Len())
	if diff := cmp.Diff(binaryExample.events, log.events); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	whole := binaryExample.Binary()
	for cut := range whole {
		if log, err := ParseBinary(whole[:cut], 100); err == nil && log.Len() >= binaryExample.Len() {
			t.Errorf("%d of %d bytes are the whole log", cut, len(whole))
		}
	}
	if _, err := ParseBinary(whole, binaryExample.Len()-1); err != ErrTooMany {
		t.Errorf("of too many events: %v", err)
	}
	back := NewLog([]Event{{At: 2, Conn: "ana"}, {At: 1, Conn: "ana"}}).Binary()
	if _, err := ParseBinary(back, 2); err == nil {
		t.Error("time may go back")
	}
}
