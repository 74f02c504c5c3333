package script

import (
	"slices"
	"strings"
	"testing"
)

// An expectation is the last of some steps, and it is wrong.
type expectation struct {
	name, steps        string
	expected, received string // the failure must show these
}

// actions are commands that do something, or describe the scenario. They may also fail
// with a bad server, but here that is not tested.
var actions = []Command{
	serverStart, interrupt, crash, restart, squeeze, connect, crowd, say, send, password, drip, flood,
	closeConn, halfClose, resetConn, freezeClient, thawClient, clientProgram, typeText, netFaults,
	simRun, clause, needs, reveal, rules, // these have their own tests, or are tested in lab/rule
}

// lastCommand is the command of the last step.
func lastCommand(steps string) string {
	steps, _, _ = strings.Cut(steps, "\n-- ")
	lines := strings.Split(steps, "\n")
	command, _, _ := strings.Cut(lines[len(lines)-1], " ")
	return command
}

// inRoom lets ana and bruno in. carried are the files that all wrong expectations carry.
const (
	inRoom  = "server\njoin ana bruno\n"
	carried = "\n-- t.txt --\n- open\n< data \"Welcome to chatlab! What is your name?\\n\"\n> data \"bruno\\n\"\n" +
		"-- users --\nana:$2a$04$YPM7iJ.4P4SbOpvs61N1xuK5OUyCeKXEONkNaf7hAl74Inc0YbSje" // ana's password is kingfisher
)

// wrongExpectations are expectations that a correct server does not meet. Each fails in
// its last step.
var wrongExpectations = []expectation{
	{"hear another text", inRoom + "say ana hello\nhear bruno ana hallo", `"[ana] hallo\n"`, `"[ana] hello\n"`},
	{"hear nothing", inRoom + "hear bruno ana hello", `"[ana] hello\n"`, "nothing"},
	{"hear half a line", inRoom + "send ana 'hel'\nhear bruno ana hel", `"[ana] hel\n"`, "nothing"},
	{"hear from the wrong one", "server\njoin ana bruno carla\nsay carla hello\nhear bruno ana hello", `"[ana] hello\n"`, `"[carla] hello\n"`},
	{"hear the same line twice", inRoom + "say ana hello\nhear bruno ana hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
	{"converse in private with one who hears nothing", inRoom + "freeze bruno\nconverse --private ana bruno", "[", "nothing"},
	{"converse with one who hears nothing", inRoom + "freeze bruno\nconverse ana bruno", "[", "nothing"},
	{"everyone but one", "server\njoin ana bruno carla\nsay ana hello\nhear carla ana hello\neveryone hears ana hello", `"[ana] hello\n"`, "nothing"},
	{"sees nobody", inRoom + "sees bruno joined carla", "a notice that carla joined", "nothing"},
	{"sees one notice twice", inRoom + "sees ana joined bruno\nsees ana joined bruno", "a notice that bruno joined", "nothing"},
	{"joined is not left", inRoom + "sees ana left bruno", "a notice that bruno left", "nothing"},
	{"left is not seen before it", "server\njoin ana bruno carla\nclose carla\nsees bruno left carla\nsees ana left bruno", "a notice that bruno left", "nothing"},
	{"who was there did not come", inRoom + "sees bruno joined ana", "a notice that ana joined", "nothing"},
	{"told something else", inRoom + "say ana /nonsense\ntold ana '^! too-long'", `begins with "! too-long"`, `"! unknown-command: /nonsense is not a command; /help lists them\n"`},
	{"listed in another order is as good, one is missing", "server\njoin ana\nconnect x\njoin bruno carla\nlisted carla bruno ana\nlisted carla ana bruno dora", "with exactly ana, bruno, dora on it", `"* in the room: ana, bruno\n"`},
	{"listed, and one too many", inRoom + "listed bruno nobody", "with exactly nobody on it", `"* in the room: ana\n"`},
	{"exits, and does not", inRoom + "exits", "the server to end", "it is still there"},
	{"told nothing since", inRoom + "say ana hello\ntold ana '^! too-long'", `begins with "! too-long"`, "nothing"},
	{"closed, and is not", inRoom + "closed ana", "close the connection of ana", "still open"},
	{"quiet, and is not", inRoom + "say ana hello\nquiet bruno", "nothing more for bruno", `"[ana] hello\n"`},
	{"quiet, and was told", inRoom + "say ana /nonsense\nsay ana x\nhear bruno ana x\nquiet ana", "nothing more for ana", `"! unknown-command`},
	{"a name that is taken", inRoom + "connect b2\nsend b2 'ana\\n'\nclosed b2\nsay ana x\nhear b2 ana x", `"[ana] x\n"`, "nothing more: the server closed"},
	{"exits with another status", "server\ninterrupt\nexits 1", "end with exit status 1", "exit status 0"},
	{"exits, and does not", inRoom + "exits 0", "end with exit status 0", "it is still there"},
	{"logged, and is not", "server\nlogged nonsense", "matches nonsense", "nothing like that"},
	{"unreachable, and is not", "server\nunreachable", "no connection", "a connection"},
	{"restart without an end", inRoom + "client carla\nscreen carla nonsense", "matches nonsense", "in the room: ana, bruno"},
	{"frozen", inRoom + "freeze bruno\nsay ana hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
	{"reset", inRoom + "reset bruno\nsees ana left bruno\nsees ana left bruno", "a notice that bruno left", "nothing"},
	{"half-closed, and the others are not", inRoom + "half-close bruno\nclosed ana", "close the connection of ana", "still open"},
	{"together", inRoom + "together say ana hello and hear bruno ana hallo", `"[ana] hallo\n"`, `"[ana] hello\n"`},
	{"cut on the way", "server\nnet bruno reset after 8 to-server\njoin ana bruno\nsay bruno hello\nhear ana bruno hello", `"[bruno] hello\n"`, "nothing"},
	{"stalled", "server\njoin ana bruno\nnet ana stall\nsay ana hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
	{"a client program that is cut off", "server\nnet bruno limit after 12 to-server\nclient bruno\ntype bruno 'hello, all'\nscreen bruno nonsense", "matches", "the server is gone: it closed the connection"},
	{"crash", "server\njoin ana\nclient bruno\ncrash bruno\nsees ana left bruno\nsees ana left bruno", "a notice that bruno left", "nothing"},
	{"another trace", "server\njoin ana\ntrace ana t.txt", `"> data \"bruno\\n`, `"> data \"ana\\n`},
	{"memory", "server\nmemory under 1KB", "the server to hold less than 1KB", " MB"},
	{"memory of nobody", "server\ninterrupt\nexits 0\nmemory under 1MB", "the server to hold less than 1MB", "it has ended: exit status 0"},
	{"hidden, and carried", "server\nnet ana heal\njoin ana bruno\nsay ana hello\nhear bruno ana hello\nwire ana hides hello", "nobody on the path of ana", "the text, as it was typed"},
	{"carried, and hidden", "server\nnet ana heal\njoin ana\nwire ana carries hello", "the path of ana to carry it", "bytes that do not have it in them"},
	{"unlogged, and is not", "server\njoin ana\nclose ana\ninterrupt\nexits 0\nunlogged ana", "to print nothing that matches ana", "msg=joined conn=1 name=ana"},
	{"kept in no file, and is", "needs history=h.log\nserver\njoin ana bruno\nsay ana hello\nhear bruno ana hello\nunlogged --files 'ana.*hello'", "to keep nothing that matches ana.*hello", "in the file h.log: "},
	{"race for a name that is taken", "server\nconnect x\nsend x 'ana\\n'\ntold x room\nrace 2 ana", "exactly one of 2", "0 clients got it"},
	{"guesses that are looked at", "needs accounts=users\nserver\nguess 6 ana 4", "at most 4 of 6 guesses to be looked at", "5 of them were"},
	{"guesses that nobody asks for", "needs accounts=users\nserver\njoin zoe\nguess 2 zoe 1", "a question for the password of zoe", "! name-taken"},
	{"a longer trace", "server\nconnect ana\ntrace ana t.txt", `"> data \"bruno\\n`, "nothing more"},
	{"refused, and is not", "server\nconnect ana\nsend ana 'ana\\n'\nrefused ana", "ana to be refused", `"* in the room: \n"`},
	{"a name that is taken, joined", "server\nconnect x\nsend x 'ana\\n'\ntold x room\njoin ana", "the list of who is in the room", `"! name-taken`},
}

// TestExpectationsCanFail: an expectation that nothing can break proves nothing. Here a
// correct server meets wrong expectations.
func TestExpectationsCanFail(t *testing.T) {
	t.Parallel()
	for _, c := range Commands() {
		if slices.ContainsFunc(actions, func(a Command) bool { return a.Name == c.Name }) {
			continue
		}
		if !slices.ContainsFunc(wrongExpectations, func(a expectation) bool { return lastCommand(a.steps) == c.Name }) {
			t.Errorf("no wrong expectation is tried of %s: add a case to wrongExpectations, or, if the command expects nothing, its name to actions", c.Name)
		}
	}
	outcomes := make([]Outcome, len(wrongExpectations)) // all run at once, since most wait for a line that never comes
	atOnce(len(wrongExpectations), func(i int) error {
		outcomes[i] = play(t, wrongExpectations[i].steps+carried, 1)
		return nil
	})
	for i, c := range wrongExpectations {
		t.Run(c.name, func(t *testing.T) {
			o := outcomes[i]
			if o.Verdict != Failed || o.Failure == nil {
				t.Fatalf("%s (%+v), want failed", o.Verdict, o.Trouble)
			}
			if got := o.Failure.Expected.String(); !strings.Contains(got, c.expected) {
				t.Errorf("expected: %s; want it to show %s", got, c.expected)
			}
			if got := o.Failure.Received.String(); !strings.Contains(got, c.received) {
				t.Errorf("received: %s; want it to show %s", got, c.received)
			}
			if step := o.Failing(); step == nil || !strings.HasSuffix(c.steps, step.Source) {
				t.Errorf("the failing step is %+v, want the last one", step)
			}
		})
	}
}

// TestCarriedFilesStay: a step gets a carried file as the scenario has it, whatever the
// server writes to its folder.
func TestCarriedFilesStay(t *testing.T) {
	t.Parallel()
	sc, err := scenario(t, "# A test.\nserver\nconnect ana\ntrace ana t.txt\n-- t.txt --\n- open\n< data \"Who are you?\\n\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if o := settled(t, sc, "it rewrites what the scenario carries", Options{}); o.Verdict != Failed || !strings.Contains(o.Failure.Expected.String(), "Who are you?") {
		t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
}

// TestGuessesAreRefused: it is not enough to keep a guess out. The client must be told.
func TestGuessesAreRefused(t *testing.T) {
	t.Parallel()
	sc, err := scenario(t, "# A test.\nneeds accounts=users\nserver\nguess 3 ana 2\n-- users --\nana:$2a$04$YPM7iJ.4P4SbOpvs61N1xuK5OUyCeKXEONkNaf7hAl74Inc0YbSje\n")
	if err != nil {
		t.Fatal(err)
	}
	o := settled(t, sc, "it refuses without a word", Options{})
	if o.Verdict != Failed || !strings.Contains(o.Failure.Expected.String(), "to be refused, with a word that says why") {
		t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
}
