package script

import (
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"chatlab/lab/lesson"
	"chatlab/lab/share"
	"chatlab/lab/sockets"
	"chatlab/server/wire"
)

// TestFaultsAreToldAsWhatTheyAre: a failure says what the fault looks like, and not only
// that nothing came.
func TestFaultsAreToldAsWhatTheyAre(t *testing.T) {
	share.WholeOnly(t)
	const two = "server\njoin ana bruno\n"
	tells := sockets.Tell()
	for _, c := range []struct {
		server, steps  string
		symptom        lesson.Symptom
		received, note string
		told           bool
	}{
		{"it spins at the end of a stream", two + "close bruno", lesson.Spins, "no FIN", "s of processor time: it spins", tells},
		{"it repeats the end of a stream", two + "close bruno", lesson.Spins, "no FIN", " lines of bruno, who said 0", true},
		{"it spins and reads nothing more", "server\njoin ana\nsay ana /quit\nclosed ana", lesson.Spins, "no FIN", "it spins", tells},
		{"it never closes", two + "say ana /quit\nclosed ana", lesson.Unclosed, "no FIN", "bruno was told * ana left", true},
		{"it sends no FIN", two + "close bruno", lesson.Unclosed, "no FIN", "bruno had sent its own FIN; ana was told * bruno left", true},
		{"it sends no FIN", two + "say ana /quit\nclosed ana", lesson.Unclosed, "no FIN", "bruno was told * ana left", true},
		{"it closes only where half a name came", "server\nconnect ana bruno\nsend bruno bru\nclosed ana", lesson.Unclosed, "no FIN", `ana has sent nothing; bruno, whose connection was closed, has sent "bru" and no line feed`, true},
		{"it cuts long lines", two + "say ana --size 65537\ntold ana '^! too-long'", lesson.HalfALine, "nothing", "bruno received the first 65536 of the 65537 bytes of the line: [ana] 0000", true},
		{"it cuts long lines", two + "say ana --size 65537\nquiet bruno", lesson.HalfALine, "[ana] 0000", "these are the first 65536 of the 65537 bytes of a line that ana sent", true},
		{shortQueue, "server\ncrowd 20", lesson.Backlog, "", "a backlog of 1", tells},
		{"it serves nobody", "server\nconnect ana", lesson.Nothing, "nothing", "", true},
		{"it serves nobody", "server\nconnect --no-wait ana\nsend ana 'ana\\n'\ntold ana room", lesson.Unread, "nothing", "has not read all that ana has sent", tells},
	} {
		t.Run(c.server, func(t *testing.T) {
			t.Parallel()
			if !c.told {
				t.Skip("this system does not tell")
			}
			sc, err := scenario(t, "# A test.\n"+c.steps+"\n")
			if err != nil {
				t.Fatal(err)
			}
			o := settled(t, sc, c.server, Options{})
			if o.Verdict != Failed {
				t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
			}
			f := o.Failure
			if f.Symptom != c.symptom || !strings.Contains(f.Received.String(), c.received) || !strings.Contains(f.Note, c.note) {
				t.Errorf("symptom %q, received %s, note %q; want %q, %s, %q", f.Symptom, f.Received, f.Note, c.symptom, c.received, c.note)
			}
		})
	}
}

// TestNothingIsToldThatNobodySaw: if the system tells nothing about sockets, no failure
// says what the server has read. The kit is blind for a whole process, so the test starts
// one.
func TestNothingIsToldThatNobodySaw(t *testing.T) {
	t.Parallel()
	share.Slow(t)
	if sockets.Blind() {
		t.Skip("this is that process")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	blind := exec.CommandContext(ctx, os.Args[0], "-test.run", "^(TestFaultsAreToldAsWhatTheyAre|TestFailuresShowWhatCame)$")
	blind.Env = append(os.Environ(), sockets.BlindVariable+"=1")
	if out, err := blind.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestFailuresTellTheirTime: the time in a story is how long the step took.
func TestFailuresTellTheirTime(t *testing.T) {
	t.Parallel()
	const two = "server\njoin ana bruno\n"
	for steps, atLeast := range map[string]time.Duration{
		two + "say ana hello\nhear bruno ana hallo": 0,
		two + "hear bruno ana hello":                usualLimit,
		two + "closed ana":                          usualLimit,
		"server\nlogged nonsense":                   usualLimit,
		two + "exits 0":                             exitLimit,
		two + "send --pause 300ms ana 'one\\n' 'two\\n'\nhear bruno ana none": 0,
	} {
		t.Run(steps, func(t *testing.T) {
			t.Parallel()
			o := play(t, steps, 1)
			if o.Verdict != Failed {
				t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
			}
			took := o.Failing().Took
			if f := o.Failure; f.Waited < atLeast || f.Waited > took {
				t.Errorf("it is said to have failed after %v; want %v at the least, and no more than the step took: %v", f.Waited, atLeast, took)
			}
		})
	}
}

// TestFailuresShowWhatCame: if another line came, or somebody else got it, or it was
// refused, the failure shows it.
func TestFailuresShowWhatCame(t *testing.T) {
	t.Parallel()
	const two = "server\njoin ana bruno\n"
	for _, c := range []struct {
		steps          string
		symptom        lesson.Symptom
		received, note string
	}{
		{"server\njoin ana\nconnect b\nsend b 'ana\\n'\ntold b '^\\* '", lesson.Refused, "! name-taken", "then the server closed"},
		{"server\njoin ana\nconnect b\nsend b 'ana\\n'\nclosed b\ntold b '^\\* '", lesson.Refused, "! name-taken", "then the server closed"},
		{"server\njoin ana\nconnect b\nsend b 'b\\n'\ntold b '^! bad-name'", lesson.LetIn, "in the room: ana", ""},
		{"server\nconnect b\nsend b 'b\\n'\nrefused b", lesson.LetIn, "in the room", ""},
		{two + "say ana /nonsense\nhear bruno ana /nonsense", lesson.Rejected, "nothing", "ana was told ! unknown-command"},
		{two + "join carla\nsay ana '/msg carla hello'\nhear bruno 'ana -> bruno' hello", lesson.Foreign, "nothing", "carla received [ana -> carla] hello"},
		{two + "say ana hello\ntold ana '^! '", lesson.PassedOn, "nothing", "bruno received [ana] hello"},
		{"server\njoin ana\nnet ana stall to-client\njoin bruno\nsay ana hello\nnet ana heal\ntold ana '^! '", lesson.PassedOn, "nothing", "bruno received [ana] hello"}, // that he joined is told late
		{two + "say ana hello\nhear bruno ana Hello", lesson.Altered, "[ana] hello", ""},
		{"server\njoin ana Bruno\nclose Bruno\nsees ana left bruno", lesson.Misnamed, "* Bruno left", "is closest"},
		{"server\njoin ana abruno\nclose abruno\nsees ana left bruno", lesson.Unannounced, "* abruno left", "is closest"}, // another name
		{"server\njoin ana carla\nnet carla stall to-client\njoin bruno\nsees carla joined bruno", lesson.LeftOut, "nothing", "ana was told * bruno joined"},
		{"server\njoin ana carla bruno\nnet carla stall to-client\nclose bruno\nsees carla left bruno", lesson.LeftOut, "nothing", "ana was told * bruno left"},
		{"server\njoin ana bruno\nsees ana left bruno", lesson.Unannounced, "nothing", ""},
		{two + "say ana /quit\nclosed ana\nhear bruno ana goodbye", lesson.Nothing, "nothing", ""}, // she wanted it closed
		{two + "say ana hello\nhear bruno ana hello\ntold ana '^\\* bruno left'", lesson.Unannounced, "nothing", ""},
		{two + "connect b\nsend b 'ana\\n'\nhear bruno b hello", lesson.Refused, "nothing", "b can say nothing more: the server closed the connection; before that, it said ! name-taken"},
		{two + "closed ana", lesson.Unclosed, "no FIN", "nobody was told that ana has left"},
		{"server\nconnect x\nsend x 'ana\\n'\ntold x room\nrace 2 ana", lesson.Refused, "0 clients got it", "ana1 was told ! name-taken"},
	} {
		t.Run(c.steps, func(t *testing.T) {
			t.Parallel()
			f := play(t, c.steps, 1).Failure
			if f == nil {
				t.Fatal("it has not failed")
			}
			if f.Symptom != c.symptom || !strings.Contains(f.Received.String(), c.received) || !strings.Contains(f.Note, c.note) || c.note == "" && f.Note != "" {
				t.Errorf("symptom %q, received %s, note %q; want %q, %s, %q", f.Symptom, f.Received, f.Note, c.symptom, c.received, c.note)
			}
		})
	}
}

// closesAtHalfAName closes a connection as soon as a read brings no whole line.
type closesAtHalfAName struct{ net.Conn }

func (c closesAtHalfAName) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && p[n-1] != '\n' {
		return 0, io.EOF
	}
	return n, err
}

// cutsLongLines drops what is beyond the longest line, instead of the whole line.
type cutsLongLines struct {
	net.Conn
	length int // of the line that has come so far
}

func (c *cutsLongLines) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	kept := 0
	for _, b := range p[:n] {
		if c.length++; b == '\n' {
			c.length = 0
		}
		if c.length <= wire.MaxLine {
			p[kept] = b
			kept++
		}
	}
	return kept, err
}
