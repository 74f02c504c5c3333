package script

import (
	"bytes"
	"context"
	"net"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/server"
)

// TestMisformedLines: if a line has another form than the protocol asks for, the failure says what
// the right form is, and names its clauses.
func TestMisformedLines(t *testing.T) {
	t.Parallel()
	const two = "server\njoin ana bruno\n"
	for _, c := range []struct {
		old, new string // of what the server says
		steps    string
		dialect  dialect.Dialect
		received Bytes
		clauses  []string
		symptom  lesson.Symptom
	}{
		{"* in", "in", "server\njoin ana\n", dialect.Dialect{}, "in the room: \n", []string{"P5", "P22"}, lesson.Formless},
		{"* in", "in", "server\njoin ana\n", dialect.Dialect{Without: []string{"P22"}}, "in the room: \n", []string{"P5"}, lesson.Formless},
		{"* in", "[server] in", "server\njoin ana\n", dialect.Dialect{}, "[server] in the room: \n", []string{"P5", "P22"}, lesson.OtherAnswer},
		{"* bruno", "[server] bruno", two + "sees ana joined bruno\n", dialect.Dialect{}, "[server] bruno joined\n", []string{"P5", "P22"}, lesson.Unannounced},
		{"* bruno", "[server] bruno", two + "close bruno\nsees ana left bruno\n", dialect.Dialect{}, "[server] bruno left\n", []string{"P13"}, lesson.Unannounced},
	} {
		t.Run(c.new+" "+c.steps, func(t *testing.T) {
			t.Parallel()
			sc, err := scenario(t, "# A test.\nclause P1\n"+c.steps)
			if err != nil {
				t.Fatal(err)
			}
			f := settled(t, sc, wordsOf(c.old, c.new), Options{Dialect: &c.dialect}).Failure
			if f == nil {
				t.Fatal("it has not failed")
			}
			type told struct {
				Received Bytes
				Mark     int
				Why      string
				Clauses  []string
				Symptom  lesson.Symptom
			}
			want := told{c.received, 0, "the line has to begin with *", c.clauses, c.symptom}
			if diff := cmp.Diff(want, told{f.Received.Data, f.Mark, f.Why, f.Clauses, f.Symptom}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestOtherLinesAreNotMisformed: what somebody has said is not taken for another line in a wrong
// form.
func TestOtherLinesAreNotMisformed(t *testing.T) {
	ana := &client{conn: "ana", presence: presence{roomName: "ana", namedAt: 1}}
	c := inRoomWith(&dialect.Dialect{Unanswered: true}, ana)
	ana.s = c.s
	for from, misformed := range map[string]bool{"ana": false, "server": true} {
		c.inbox.add([]byte("[" + from + "] in the room: nobody\n"))
		f := &Failure{Mark: -1}
		c.misformed(f, c.inbox.lines[len(c.inbox.lines)-1], "begin with *", "P5")
		if got := f.Mark == 0 && len(f.Clauses) > 0; got != misformed {
			t.Errorf("said by %s: %+v", from, f)
		}
	}
}

// rewords is a server that says something other than the reference server.
type rewords struct{ old, new string }

func wordsOf(old, new string) string { return "it says " + new + " for " + old }

func (r rewords) serve(ctx context.Context, ln net.Listener) error {
	return (&server.Server{}).Serve(ctx, wrapped{ln, func(nc net.Conn) net.Conn { return reworded{nc, r} }})
}

type reworded struct {
	net.Conn
	words rewords
}

func (c reworded) Write(p []byte) (int, error) {
	_, err := c.Conn.Write(bytes.ReplaceAll(p, []byte(c.words.old), []byte(c.words.new)))
	return len(p), err
}

func (c reworded) CloseWrite() error { return c.Conn.(interface{ CloseWrite() error }).CloseWrite() }
