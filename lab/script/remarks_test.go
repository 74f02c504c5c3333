package script

import (
	"testing"
	"time"

	"chatlab/lab/trace"
)

// TestTimeForANameIsRemarked: if a step about a client without a name fails, the record says when its
// time was over, counted from when it connected. It says so of nobody who was in the room by then, and
// not before the time is over.
func TestTimeForANameIsRemarked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ needs, steps, conn, text string }{
		{"name-time=300ms", "connect ana\nsend ana 'a'\nclosed ana\n", "ana", "300ms since ana connected: the time for a name is over"},
		{"name-time=300ms", "connect ana\njoin bruno\nclosed bruno\n", "", ""},
		{"name-time=1h", "connect ana\nclosed ana\n", "", ""},
		{"most-clients=3", "connect ana\nclosed ana\n", "", ""},
	} {
		sc, err := scenario(t, "# A test.\nneeds "+c.needs+"\nserver\n"+c.steps)
		if err != nil {
			t.Fatal(err)
		}
		o := simulate(t, sc, letsEverybodyIn, Options{})
		if o.Verdict != Failed {
			t.Fatalf("%q: %s: %+v", c.steps, o.Verdict, o.Trouble)
		}
		opened := map[string]time.Duration{}
		conn, text := "", ""
		for _, e := range o.Log.All() {
			said, ok := trace.ParseRemark(e.Note)
			switch {
			case e.Kind == trace.Open:
				opened[e.Conn] = e.At
			case e.Kind == trace.Remarked && ok:
				conn, text = e.Conn, said.Text
				if at := e.At - said.Ago; at-said.Over != opened[conn] {
					t.Errorf("%q: %v ended at %v, and %s connected at %v", c.steps, said.Over, at, conn, opened[conn])
				}
			}
		}
		if conn != c.conn || text != c.text {
			t.Errorf("%s, %q: of %q it says %q, want %q", c.needs, c.steps, conn, text, c.text)
		}
	}
}
