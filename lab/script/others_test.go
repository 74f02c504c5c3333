package script

import (
	"strings"
	"testing"
)

// TestOthersAreTold: if the steps after a failed one expect the same of other clients, the failure
// says what came to those.
func TestOthersAreTold(t *testing.T) {
	t.Parallel()
	const all = "server\njoin ana bruno carla dora\n"
	for _, c := range []struct{ server, steps, note string }{
		{"whole", all + "say bruno /who\nsay dora /nonsense\ntold ana room:\ntold bruno room:\ntold carla room:\ntold dora room:\nquiet ana",
			"dora was told ! unknown-command"},
		{"whole", all + "say bruno /who\ntold ana room:\ntold bruno room:\ntold carla room:", "bruno got such a line; carla got no such line, either"},
		{"whole", all + "say ana hello\nhear ana ana hello\nhear bruno ana hello\nhear carla ana hello\nhear dora ana bye", "bruno and carla got such a line"},
		{"whole", all + "say bruno /quit\nclosed ana\nclosed bruno\nclosed carla", "the connection is closed for bruno; the connection is open for carla, too"},
		{"it ends without a word", all + "interrupt\ntold ana clos\ntold bruno clos\ntold carla clos", "bruno and carla got no such line, either, before the end of the connection"},
		{"whole", "server\ncrowd 9\nclosed guest1\nclosed guest2\nclosed guest3\nclosed guest4\nclosed guest5\nclosed guest6\nclosed guest7\nclosed guest8\nclosed guest9",
			"the connection is open for guest2, guest3, guest4, guest5, guest6 and 3 others, too"},
		{"whole", all + "say ana hello\nhear carla ana hello\neveryone hears ana hello", "carla did not hear it, and bruno and dora did"},
	} {
		t.Run(c.note, func(t *testing.T) {
			t.Parallel()
			sc, err := scenario(t, "# A test.\n"+c.steps+"\n")
			if err != nil {
				t.Fatal(err)
			}
			f := settled(t, sc, c.server, Options{}).Failure
			if f == nil || !strings.Contains(f.Note, c.note) {
				t.Errorf("%q: %+v; want the note %q", c.steps, f, c.note)
			}
		})
	}
}
