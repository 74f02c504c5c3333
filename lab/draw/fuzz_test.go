package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/pcapgo"

	"chatlab/lab/trace"
)

// FuzzPictures draws any trace that can be read, in every form. Nothing panics, the SVG is
// valid XML, the capture can be read again, and no text controls the terminal.
func FuzzPictures(f *testing.F) {
	for _, log := range []trace.Log{talk(), stalled(), timeOver(), long(20), {}, trace.NewLog([]trace.Event{{Conn: "#1", Kind: trace.Step, Note: "server"}, {Conn: "#1", Kind: trace.Failed}})} {
		var text bytes.Buffer
		log.WriteTo(&text)
		f.Add(text.Bytes())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		log, err := trace.Parse(bytes.NewReader(text))
		if err != nil || log.Len() > 50 {
			return
		}
		conns := log.Conns()
		var ladder strings.Builder
		ladder.WriteString(Ladder{Conns: conns[:min(4, len(conns))], Steps: true}.Draw(log))
		for _, e := range log.All() {
			ladder.WriteString(Wire{}.Row(e) + Wire{Path: true}.Row(e))
		}
		if at := strings.IndexFunc(ladder.String(), drives); at >= 0 {
			t.Errorf("this drives a terminal: %q", ladder.String()[at:])
		}
		var page, picture, capture bytes.Buffer
		if err := errors.Join((Picture{}).HTML(&page, log), (Picture{}).SVG(&picture, log), Capture(&capture, log)); err != nil {
			t.Fatal(err)
		}
		for decoder := xml.NewDecoder(&picture); ; {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("the picture is no XML: %v", err)
			}
		}
		packets, err := pcapgo.NewNgReader(&capture, pcapgo.DefaultNgReaderOptions)
		for err == nil {
			_, _, err = packets.ReadPacketData()
		}
		if err != io.EOF {
			t.Errorf("the capture can't be read again: %v", err)
		}
	})
}

func drives(r rune) bool {
	return r < ' ' && r != '\n' || 0x7f <= r && r <= 0x9f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}
