package draw

import (
	"reflect"
	"strings"
	"testing"

	"chatlab/lab/trace"
)

// TestLegend: it explains each sign that a picture has, and no other.
func TestLegend(t *testing.T) {
	data := func(dir trace.Dir, text string) trace.Event {
		return trace.Event{Conn: "ana", Dir: dir, Kind: trace.Data, Data: []byte(text)}
	}
	read := func(text string) trace.Event { return data(trace.ToClient, text) }
	took := func(meant bool) trace.Event {
		span := trace.Span{From: 0, To: 2, Wrong: 1, Meant: meant}
		return trace.Event{Conn: "ana", Dir: trace.ToClient, Kind: trace.Took, Note: span.String()}
	}
	step := trace.Event{Conn: "#1", Kind: trace.Step}
	cases := map[string]struct { // by the name of the field of signs
		words  string
		events []trace.Event
	}{
		"Red":        {"Red: where", []trace.Event{step, read("x\n"), took(false)}},
		"Green":      {"Green: this should", []trace.Event{step, read("x\n"), took(true)}},
		"Torn":       {"A torn edge", []trace.Event{read("x"), read("y\n")}},
		"Incomplete": {"A line has begun", []trace.Event{read("x")}},
		"Reset":      {"RST", []trace.Event{{Conn: "ana", Dir: trace.ToServer, Kind: trace.Reset}}},
		"Missing":    {"A dotted red arrow", []trace.Event{{Conn: "ana", Dir: trace.ToClient, Kind: trace.Missing, Note: "x"}}},
		"Frozen":     {"reads nothing", []trace.Event{trace.StopsReading.Of("ana"), read("x\n")}},
		"Held":       {"Bytes wait", []trace.Event{{Conn: "ana", Dir: trace.ToClient, Kind: trace.Held, Note: trace.Buffers{Send: 9}.String()}}},
		"Path":       {"a path that misbehaves", []trace.Event{data(trace.FarToServer, "x\n")}},
		"Quiet":      {"such as (quiet 1)", []trace.Event{read("[bruno] (quiet 3)\n")}},
	}
	for field := range reflect.TypeFor[signs]().Fields() {
		c, ok := cases[field.Name]
		if !ok {
			t.Errorf("no picture here has the sign %s", field.Name)
			continue
		}
		if !strings.Contains(legend(t, Picture{}, c.events), c.words) {
			t.Errorf("%s: %q is not explained", field.Name, c.words)
		}
		if strings.Contains(legend(t, Picture{}, []trace.Event{read("x\n")}), c.words) {
			t.Errorf("%s: %q is explained, and there is none", field.Name, c.words)
		}
	}
	for _, virtual := range []bool{false, true} {
		if got := strings.Contains(legend(t, Picture{Virtual: virtual}, []trace.Event{read("x\n")}), "The times are virtual"); got != virtual {
			t.Errorf("times that are virtual: %v, and explained: %v", virtual, got)
		}
	}
}

// TestPictureNamesWhoIsLeftOut: the page says which clients of a run it does not draw.
func TestPictureNamesWhoIsLeftOut(t *testing.T) {
	var page strings.Builder
	if err := (Picture{Undrawn: "not drawn: zoe, <b>"}).HTML(&page, trace.NewLog(nil)); err != nil {
		t.Fatal(err)
	}
	if want := `<p class="undrawn">not drawn: zoe, &lt;b&gt;</p>`; !strings.Contains(page.String(), want) {
		t.Errorf("%s is missing in the page", want)
	}
}

func legend(t *testing.T, p Picture, events []trace.Event) string {
	var page strings.Builder
	if err := p.HTML(&page, trace.NewLog(events)); err != nil {
		t.Fatal(err)
	}
	_, footer, _ := strings.Cut(page.String(), "<footer>")
	return footer
}
