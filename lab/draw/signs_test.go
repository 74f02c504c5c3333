package draw

import (
	"strings"
	"testing"

	"chatlab/lab/trace"
)

// TestLegend: it explains what a picture has, and nothing else.
func TestLegend(t *testing.T) {
	read := func(text string) trace.Event {
		return trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte(text)}
	}
	took := trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: trace.Span{From: 0, To: 2, Wrong: 1}.String()}
	for words, events := range map[string][]trace.Event{
		"Red: where":        {{Conn: "#1", Kind: trace.Step}, read("x\n"), took},
		"A torn edge":       {read("x"), read("y\n")},
		"A line has begun":  {read("x")},
		"RST":               {{Conn: "ana", Dir: trace.ToServer, Kind: trace.Reset}},
		"such as (quiet 1)": {read("[bruno] (quiet 3)\n")},
	} {
		if !strings.Contains(legend(t, events), words) {
			t.Errorf("%q is not explained", words)
		}
		if strings.Contains(legend(t, []trace.Event{read("x\n")}), words) {
			t.Errorf("%q is explained, and there is none", words)
		}
	}
}

func legend(t *testing.T, events []trace.Event) string {
	_, footer, _ := strings.Cut(string(htmlOf(t, trace.NewLog(events))), "<footer>")
	return footer
}
