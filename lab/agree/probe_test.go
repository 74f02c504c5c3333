package agree

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// TestProbe: what the probe proposes for each of the odd servers is what its author would
// write.
func TestProbe(t *testing.T) {
	t.Parallel()
	built := buildOdd(t)
	probed := map[string]map[string]string{
		"":          {},
		"ack":       {"chat": `^\[(?P<name>\w+)\] (?P<text>.*)$`},
		"alone":     {"joined": `^hello \w+$`, "list": `each ^here: (?P<names>.*)$`},
		"anonymous": {"chat": `^> (?P<text>.*)$`},
		"crlf":      {"newline": "crlf"},
		"crowd":     {"about": `^(\* {name} joined\. Now here: .*|\* {name} left\. Now here: .*)$`},
		"double":    {},
		"echo":      {"echo": "yes"},
		"ghosts":    {"without": "P13"}, // a bug, which must not make it propose anything else
		"hello":     {"list": `^\* in the room: (?P<names>.*)$`, "notice": `^(\* \w+ joined|\* \w+ left)$`, "chat": `^\[(?P<name>\w+)\] (?P<text>.*)$`},
		"lines":     {"list": `each ^- (?P<names>\w+)$`, "joined": `^\* you are in; these are here:$`},
		"mute":      {"list": "none", "joined": "none"},
		"nick":      {"name": "NICK {name}"},
		"open":      {"unnamed": "none", "list": `^\* in the room: (?P<names>.*)$`},
		"prompt":    {"greeting": "prompt", "chat": `^\[(?P<name>\w+)\] (?P<text>.*)$`},
		"prompts":   {"chat": `^(?:> )*\[(?P<name>\w+)\] (?P<text>.*)$`, "notice": `^(?:> )*(\* \w+ joined|\* \w+ left)$`, "list": `^\* in the room: (?P<names>.*)$`},
		"retry":     {"refusal": "stays"},
		"roster":    {"chat": `^\[(?P<name>\w+)\] (?P<text>.*)$`},
		"silent":    {"greeting": "none"},
		"unlisted":  {"list": "none"},
	}
	for _, oddities := range share.Of(t, "probed servers", probedShare, slices.Sorted(maps.Keys(probed))) {
		want := probed[oddities]
		t.Run(oddities, func(t *testing.T) {
			t.Parallel()
			p, err := sandbox.Clone(t).Probe(t.Context(), course.Asked{Server: built + " {port} " + oddities}, func(int, int) {})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, w := range p.Found.Words {
				if got[w.Word] = w.Value; w.Why == "" {
					t.Errorf("nothing says why %s", w.Word)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("proposed (-want +got):\n%s\n%v", diff, p.Found.Heard)
			}
		})
	}
}
