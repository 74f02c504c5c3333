package script

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	chatclient "chatlab/client"
	"chatlab/lab/hunt"
	"chatlab/lab/program"
	"chatlab/lab/trace"
	"chatlab/server"
	serversettings "chatlab/server/settings"
)

// TestMain makes the test binary a server or a client program as well, as its
// first argument says.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "server":
			exitWith(serve(os.Args[3], withSettings))
		case "broken":
			exitWith(serve(os.Args[4], brokenServers[os.Args[2]]))
		case "client":
			exitWith(talk(os.Args[3], os.Args[5]))
		}
	}
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// serve is a server as a program.
func serve(addr string, serve Serve) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("listening on %s\n", ln.Addr())
	return serve(ctx, ln)
}

// withSettings is a whole server, with the settings of a scenario.
func withSettings(ctx context.Context, ln net.Listener) error {
	set, err := serversettings.FromEnvironment(os.LookupEnv)
	if err != nil {
		return err
	}
	s := server.Server{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	ln, release, err := set.Attach(&s, ln, s.Log)
	if err != nil {
		return err
	}
	return errors.Join(s.Serve(ctx, ln), release())
}

// talk is the client as a program.
func talk(addr, name string) error {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	return chatclient.Chat(context.Background(), nc, name, os.Stdin, os.Stdout)
}

// reference is a world with the reference server.
func reference() *Loopback {
	return &Loopback{
		Name:    "the reference server",
		Command: program.Command{Args: []string{os.Args[0], "server"}, Announces: true},
		ChatProgram: func(context.Context) (program.Command, error) {
			return program.Command{Args: []string{os.Args[0], "client"}}, nil
		},
	}
}

// scenario writes a scenario file and loads it.
func scenario(t *testing.T, text string) (Scenario, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "99-test", "it.txtar")
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return Load(file)
}

// play runs a scenario against the reference server.
func play(t *testing.T, steps string, slow float64) Outcome {
	t.Helper()
	sc, err := scenario(t, "# A test.\n"+steps+"\n")
	if err != nil {
		t.Fatal(err)
	}
	return Run(t.Context(), sc, reference(), Options{Slow: slow, Hunter: hunterOf((&server.Server{}).Serve)})
}

// listening is a world that notes what the server is told in its environment.
type listening struct {
	*Loopback
	env []string
}

func (w *listening) Start(ctx context.Context, args, env []string) (string, error) {
	w.env = env
	return w.Loopback.Start(ctx, args, env)
}

// TestSettingsAreRead: what a scenario can set is what our servers read, and what
// is taken away from the environment of those who are tested.
func TestSettingsAreRead(t *testing.T) {
	var ours []string
	for _, s := range settings {
		ours = append(ours, s.variable)
	}
	if diff := cmp.Diff(serversettings.Variables, append(ours, "TLS_KEY")); diff != "" {
		t.Errorf("(-read +set)\n%s", diff)
	}
}

// TestNotMySettings: what somebody has set in their shell does not reach a server
// under test.
func TestNotMySettings(t *testing.T) {
	t.Setenv("NAME_TIME", "what is this?")
	if o := play(t, "server\njoin ana", 0); o.Verdict != Passed {
		t.Errorf("%v: %v %v", o.Verdict, o.Failure, o.Trouble)
	}
}

// TestSlow: a check of a slow server gives it more of every time that a scenario
// sets, too: else one that is slow to start loses a race against its settings.
func TestSlow(t *testing.T) {
	const steps = "# A test.\nneeds name-time=500ms most-clients=3\nserver\nnet ana delay 5ms..10ms\njoin ana\n"
	for _, c := range []struct {
		slow    float64
		setting string
		delay   string
	}{
		{0.9, "NAME_TIME=0.5", "delay 5ms..10ms"}, // nothing is shortened
		{3, "NAME_TIME=1.5", "delay 15ms..30ms"},
	} {
		sc, err := scenario(t, steps)
		if err != nil {
			t.Fatal(err)
		}
		w := &listening{Loopback: reference()}
		o := Run(t.Context(), sc, w, Options{Slow: c.slow})
		if o.Verdict != Passed {
			t.Fatalf("slow %v: %v: %v", c.slow, o.Verdict, o.Failure)
		}
		want := []string{c.setting, "MOST_CLIENTS=3"}
		if !slices.Equal(w.env, want) {
			t.Errorf("slow %v: the server is told %q, want %q", c.slow, w.env, want)
		}
		if got := o.Steps[0].Detail; got != strings.Join(want, " ")+" in its environment" {
			t.Errorf("slow %v: the story tells %q", c.slow, got)
		}
		var faults []string
		for _, e := range o.Log.All() {
			if e.Kind == trace.Fault {
				faults = append(faults, e.Note)
			}
		}
		if !slices.Contains(faults, c.delay) {
			t.Errorf("slow %v: the faults are %q, want %q", c.slow, faults, c.delay)
		}
	}
}

// hunterOf runs a server in the simulator, in this process.
func hunterOf(serve func(context.Context, net.Listener) error) Hunter {
	return func(_ context.Context, h Hunt) (Hunted, error) {
		ops, err := hunt.ParseOps(strings.NewReader(h.Ops))
		if err != nil {
			return Hunted{}, BadOps(err.Error())
		}
		c := hunt.Case{Seed: 1, Clients: h.Clients, Profile: h.Profile}
		if h.Ops != "" {
			c.Ops = ops
		}
		o, err := hunt.Run(serve, c)
		if len(o.Broken) > 0 {
			return Hunted{Broken: &o.Broken[0], How: "look again", Log: o.Log}, err
		}
		return Hunted{}, err
	}
}

// TestSimStep: the step sim fails where a rule is broken, with its rule; is
// skipped where nothing can be simulated; and says what is wrong with it.
func TestSimStep(t *testing.T) {
	const story = "sim story\n-- story --\n0.1s ana join\n0.2s bruno join\n1s ana say 100\n"
	deaf := func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(context.WithoutCancel(ctx), ln)
	}
	for _, c := range []struct {
		name, steps string
		hunter      Hunter
		verdict     Verdict
		says        string // in the failure, the reason or the trouble
	}{
		{"a right server", story, hunterOf((&server.Server{}).Serve), Passed, ""},
		{"a server that does not end", story, hunterOf(deaf), Failed, "told-of-the-end"},
		{"no simulator", story, nil, Skipped, "no simulator"},
		{"no such file", "sim other\n-- story --\n", hunterOf(deaf), Trouble, "carries no file"},
		{"a wrong file", story + "2s ana sing\n", hunterOf(deaf), Trouble, "line 4"},
		{"neither", "sim\n", hunterOf(deaf), Trouble, "which file"},
		{"no such profile", "sim --seeds 1 --profile moon\n", hunterOf(deaf), Trouble, "no profile"},
		{"too many", "sim --seeds 100000\n", hunterOf(deaf), Trouble, "1 to 1000 seeds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc, err := scenario(t, "# A test.\n"+c.steps)
			if err != nil {
				t.Fatal(err)
			}
			o := Run(t.Context(), sc, reference(), Options{Hunter: c.hunter})
			said := o.Why
			switch {
			case o.Failure != nil:
				said = o.Failure.Rule
			case o.Trouble != nil:
				said = o.Trouble.What
			}
			if o.Verdict != c.verdict || !strings.Contains(said, c.says) {
				t.Errorf("%s, %q; want %s, …%s…", o.Verdict, said, c.verdict, c.says)
			}
		})
	}
}

func TestExamplesPass(t *testing.T) {
	for _, c := range Commands() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(c.Example, c.Name) {
				t.Errorf("the example of %s does not use it", c.Name)
			}
			o := play(t, c.Example, 1)
			if o.Verdict != Passed {
				t.Errorf("%s: %s\n%+v %+v", c.Name, o.Verdict, o.Failure, o.Trouble)
			}
			for _, step := range o.Steps {
				if !step.OK {
					t.Errorf("%s: step %q did not pass, and the scenario did", c.Name, step.Source)
				}
			}
		})
	}
}

// TestExpectationsCanFail: an expectation that nothing can break proves
// nothing. Here a right server meets wrong expectations.
func TestExpectationsCanFail(t *testing.T) {
	const two = "server\njoin ana bruno\n"
	const carried = "\n-- t.txt --\n- open\n< data \"Welcome to chatlab! What is your name?\\n\"\n> data \"bruno\\n\""
	for _, c := range []struct {
		name, steps        string
		expected, received string // the failure must show these
	}{
		{"hear another text", two + "say ana hello\nhear bruno ana hallo", `"[ana] hallo\n"`, `"[ana] hello\n"`},
		{"hear nothing", two + "hear bruno ana hello", `"[ana] hello\n"`, "nothing"},
		{"hear half a line", two + "send ana 'hel'\nhear bruno ana hel", `"[ana] hel\n"`, "nothing"},
		{"hear from the wrong one", "server\njoin ana bruno carla\nsay carla hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
		{"hear the same line twice", two + "say ana hello\nhear bruno ana hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
		{"everyone but one", "server\njoin ana bruno carla\nsay ana hello\nhear carla ana hello\neveryone hears ana hello", `"[ana] hello\n"`, "nothing"},
		{"sees nobody", two + "sees bruno joined carla", "a notice that carla joined", "nothing"},
		{"sees one notice twice", two + "sees ana joined bruno\nsees ana joined bruno", "a notice that bruno joined", "nothing"},
		{"joined is not left", two + "sees ana left bruno", "a notice that bruno left", "nothing"},
		{"left is not seen before it", "server\njoin ana bruno carla\nclose carla\nsees bruno left carla\nsees ana left bruno", "a notice that bruno left", "nothing"},
		{"who was there did not come", two + "sees bruno joined ana", "a notice that ana joined", "nothing"},
		{"told something else", two + "say ana /nonsense\ntold ana '^! too-long'", "matches ^! too-long", `"! unknown-command: /nonsense is not a command; /help lists them\n"`},
		{"closed, and is not", two + "closed ana", "close the connection of ana", "nothing"},
		{"quiet, and is not", two + "say ana hello\nquiet bruno", "nothing more for bruno", `"[ana] hello\n"`},
		{"quiet, and was told", two + "say ana /nonsense\nsay ana x\nhear bruno ana x\nquiet ana", "nothing more for ana", `"! unknown-command`},
		{"a name that is taken", two + "connect b2\nsend b2 'ana\\n'\nclosed b2\nsay ana x\nhear b2 ana x", `"[ana] x\n"`, "nothing more: the server closed"},
		{"exits with another status", "server\ninterrupt\nexits 1", "end with exit status 1", "exit status 0"},
		{"exits, and does not", two + "exits 0", "end with exit status 0", "it is still there"},
		{"logged, and is not", "server\nlogged nonsense", "matches nonsense", "nothing like that"},
		{"unreachable, and is not", "server\nunreachable", "no connection", "a connection"},
		{"restart without an end", two + "client carla\nscreen carla nonsense", "matches nonsense", "in the room: ana, bruno"},
		{"frozen", two + "freeze bruno\nsay ana hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
		{"reset", two + "reset bruno\nsees ana left bruno\nsees ana left bruno", "a notice that bruno left", "nothing"},
		{"half-closed, and the others are not", two + "half-close bruno\nclosed ana", "close the connection of ana", "nothing"},
		{"together", two + "together say ana hello and hear bruno ana hallo", `"[ana] hallo\n"`, `"[ana] hello\n"`},
		{"cut on the way", "server\nnet bruno reset after 8 to-server\njoin ana bruno\nsay bruno hello\nhear ana bruno hello", `"[bruno] hello\n"`, "nothing"},
		{"stalled", "server\njoin ana bruno\nnet ana stall\nsay ana hello\nhear bruno ana hello", `"[ana] hello\n"`, "nothing"},
		{"a client program that is cut off", "server\nnet bruno limit after 12 to-server\nclient bruno\ntype bruno 'hello, all'\nscreen bruno nonsense", "matches", "the server is gone: it closed the connection"},
		{"crash", "server\njoin ana\nclient bruno\ncrash bruno\nsees ana left bruno\nsees ana left bruno", "a notice that bruno left", "nothing"},
		{"another trace", "server\njoin ana\ntrace ana t.txt", `"> data \"bruno\\n`, `"> data \"ana\\n`},
		{"memory", "server\nmemory under 1KB", "the server to hold less than 1KB", " MB"},
		{"memory of nobody", "server\ninterrupt\nexits 0\nmemory under 1MB", "the server to hold less than 1MB", "it has ended: exit status 0"},
		{"a longer trace", "server\nconnect ana\ntrace ana t.txt", `"> data \"bruno\\n`, "nothing more"},
		{"refused, and is not", "server\nconnect ana\nsend ana 'ana\\n'\nrefused ana", "ana to be refused", `"* in the room: \n"`},
		{"a name that is taken, joined", "server\nconnect x\nsend x 'ana\\n'\ntold x room\njoin ana", "the list of who is in the room", `"! name-taken`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := play(t, c.steps+carried, 0.1)
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

// TestMistakesAreTold: a scenario that is written wrongly says where, and how
// it is written right.
func TestMistakesAreTold(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"server\n", "it.txtar:1: the scenario has no claim"},
		{"# A claim.\n", "it.txtar:1: the scenario has no steps"},
		{"# A claim.\nserver\nheer ana bruno x\n", `it.txtar:3: unknown command "heer"; did you mean "hear"?`},
		{"# A claim.\nserver\nstop\n", `it.txtar:3: unknown command "stop"`},
		{"# A claim.\nserver\nexec ls\n", `it.txtar:3: unknown command "exec"`},
		{"# A claim.\n[linux] server\n", "it.txtar:2: conditions are not allowed"},
		{"# A claim.\nserver\n! join ana\n", "it.txtar:3: ! means nothing before join\n\tusage: join NAME…"},
		{"# A claim.\nserver\nhear ana\n", "it.txtar:3: something is missing\n\tusage: hear WHO FROM TEXT"},
		{"# A claim.\nserver\nsay ana hi\n", "it.txtar:3: there is no client ana"},
		{"# A claim.\njoin ana\n", "it.txtar:2: no server was started"},
		{"# A claim.\nserver\nserver\n", "it.txtar:3: the server was started before"},
		{"# A claim.\nserver\njoin ana\nsay ana hello bruno\n", "it.txtar:4: a text of several words needs single quotes"},
		{"# A claim.\nserver\njoin ana\nsend ana 'a\\q'\n", "it.txtar:4: \"a\\\\q\" has an escape that is none"},
		{"# A claim.\nserver\njoin ana\nsend ana --file ../x\n", "it.txtar:4: --file names a file that the scenario carries"},
		{"# A claim.\nserver\njoin ana\nsend ana --file x\n", "it.txtar:4: the scenario carries no file x"},
		{"# A claim.\nserver\njoin ana\nsend ana --colour red x\n", "it.txtar:4: flag provided but not defined: -colour"},
		{"# A claim.\nserver\njoin ana\nsay ana --size 99999999999\n", "it.txtar:4: --size is 16777216 at the most"},
		{"# A claim.\nserver\njoin ana\nsend --size 99999999999 ana\n", "it.txtar:4: --size is 16777216 at the most"},
		{"# A claim.\nserver\nnet ana\n", "it.txtar:3: whose path, and what is to happen there?\n\tusage: net NAME"},
		{"# A claim.\nserver\nnet ana drop 3%\n", "it.txtar:3: there is no fault \"drop\"; there are: slice, merge"},
		{"# A claim.\nserver\nnet ana slice 3..1\n", "it.txtar:3: slice 3..1: \"3..1\" begins above its end; usage: slice N..M"},
		{"# A claim.\nserver\ncrowd many\n", "it.txtar:3: \"many\" is not a number from 1 to 500"},
		{"# A claim.\nserver\njoin guest2\ncrowd 3\n", "it.txtar:4: there is a client guest2 already"},
		{"# A claim.\nserver\njoin ana\ntold ana '('\n", "it.txtar:4: \"(\" is not a regular expression"},
		{"# A claim.\nserver\nsay ana \"hi\"\n", "it.txtar:3: double quotes mean nothing here"},
		{"# A claim.\nclause 2\nserver\n", "it.txtar:2: \"2\" is not a clause"},
		{"# A claim.\nserver\njoin ana\nquiet ana\n", "it.txtar:4: silence can't be proven with ana alone"},
		{"# A claim.\nserver\njoin ana ana\n", "it.txtar:3: a client ana joined before"},
		{"# A claim.\nserver 'unterminated\n", "it.txtar:2: a quote does not end"},
		{"# A claim.\nserver\njoin ana\ntogether say ana x\n", "it.txtar:4: needs two steps at least"},
		{"# A claim.\nserver\njoin ana\ntogether say ana x and join bruno\n", "it.txtar:4: a STEP is one of"},
		{"# A claim.\nserver\njoin ana\ntogether say ana x and send --each 2 ana 'y\\n'\n", "it.txtar:4: ana does two things at the same moment"},
		{"# A claim.\nserver\ntogether crowd 2 and crowd 3 x\n", "it.txtar:3: a crowd does two things"},
		{"# A claim.\nserver\njoin ana bruno\nrules --only nonsense\n", "it.txtar:4: \"nonsense\" is no rule"},
		{"# A claim.\nserver\njoin ana\nreset ana\nsay ana x\n", "it.txtar:5: the scenario has ended the connection of ana before"},
		{"# A claim.\nserver\njoin ana\nsend --each -1 ana x\n", "it.txtar:4: --each is a number of bytes"},
		{"# A claim.\nserver\nclient ana\nconnect ana\n", "it.txtar:4: there is a client ana already"},
		{"# A claim.\nmemory under 1KB\n", "it.txtar:2: no server was started"},
		{"# A claim.\nserver\nrestart\n", "it.txtar:3: the server is still running"},
		{"# A claim.\nserver\nexits zero\n", "it.txtar:3: which exit status"},
		{"# A claim.\nserver\ntype ana hello\n", "it.txtar:3: there is no client program ana"},
		{"# A claim.\nserver\nconnect --rcvbuf -1 ana\n", "it.txtar:3: --rcvbuf is"},
		{"# A claim.\ninterrupt\n", "it.txtar:2: no server was started"},
		{"# A claim.\nserver\njoin ana\ntrace ana t.txt\n", "it.txtar:4: the scenario carries no file t.txt"},
		{"# A claim.\nserver\n-- --\nx\n", "it.txtar:3: a file that the scenario carries needs a name"},
		{"# A claim.\nneeds History\nserver\n", "it.txtar:2: \"History\" is not a feature"},
		{"# A claim.\nneeds name-time\nserver\n", "it.txtar:2: name-time is a setting, and needs a value: name-time=…"},
		{"# A claim.\nneeds name-time=5\nserver\n", "it.txtar:2: name-time: \"5\" is no time such as 500ms or 2s"},
		{"# A claim.\nneeds nickname=5\nserver\n", "it.txtar:2: nickname is no setting; there are name-time, most-clients"},
		{"# A claim.\nneeds most-clients=none\nserver\n", "it.txtar:2: most-clients: \"none\" is no number such as 3 or 100"},
		{"# A claim.\nserver\njoin ana-maria\n", "it.txtar:3: \"ana-maria\" is no name"},
	} {
		sc, err := scenario(t, c.text)
		if err == nil {
			o := Run(t.Context(), sc, reference(), Options{Slow: 0.1})
			if o.Verdict != Trouble {
				t.Errorf("%q: %s, want trouble", c.text, o.Verdict)
				continue
			}
			err = o.Trouble
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// TestComingsAndGoings: each notice is told by its place, whoever gives the
// same name again, and in however many pieces.
func TestComingsAndGoings(t *testing.T) {
	o := play(t, `server
join ana bruno
close bruno
sees ana left bruno
connect second
send second 'bruno\n'
told second 'in the room'
sees ana joined bruno
close second
sees ana left bruno
connect third
send third 'bru'
send third 'no\n'
told third 'in the room'
sees ana joined bruno
join carla
close ana
sees carla left ana`, 1)
	if o.Verdict != Passed {
		t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
}

func TestFilesAndSizes(t *testing.T) {
	o := play(t, `server
join ana bruno
send ana --file long.txt
hear bruno ana 'from a file'
send --each 700 ana --size 2000
hear bruno ana --size 2000
quiet ana bruno

-- long.txt --
from a file`, 1)
	if o.Verdict != Passed {
		t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	if got := ruler(12); got != "0000 0005 0." {
		t.Errorf("ruler(12) = %q", got)
	}
}

// TestEveryStepIsRecorded: the trace has what each client wrote and read.
func TestEveryStepIsRecorded(t *testing.T) {
	o := play(t, "server\njoin ana bruno\nsend ana 'he' 'llo\\n'\nhear bruno ana hello\nclose ana\nsees bruno left ana", 1)
	var wrote, read []string
	for _, e := range o.Log.All() {
		if e.Conn == "ana" && e.Dir.String() == ">" {
			wrote = append(wrote, e.Kind.String()+" "+string(e.Data))
		}
		if e.Conn == "bruno" && e.Dir.String() == "<" {
			read = append(read, string(e.Data))
		}
	}
	if diff := cmp.Diff([]string{"data ana\n", "data he", "data llo\n", "fin "}, wrote); diff != "" {
		t.Errorf("ana wrote (-want +got):\n%s", diff)
	}
	if got := strings.Join(read, ""); !strings.HasSuffix(got, "* in the room: ana\n[ana] hello\n* ana left\n") {
		t.Errorf("bruno read %q", got)
	}
}

// TestInterruptedRunEndsAtOnce: a run does not sit out its limits.
func TestInterruptedRunEndsAtOnce(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\nhear ana bruno never\n")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	world := reference()
	done := make(chan Outcome, 1)
	go func() { done <- Run(ctx, sc, world, Options{Slow: 1000}) }() // the limit is over half an hour
	cancel()
	if o := <-done; o.Verdict != Trouble || !strings.Contains(o.Trouble.What, "interrupted") {
		t.Errorf("%s %+v", o.Verdict, o.Trouble)
	}
}

// TestNoCommandHidesABuiltIn: testscript's own commands win silently, so none
// of ours may bear their names.
func TestNoCommandHidesABuiltIn(t *testing.T) {
	builtIn := strings.Fields("cd chmod cmp cmpenv cp env exec exists grep kill mkdir mv rm skip stderr stdin stdout stop symlink ttyin ttyout unix2dos unquote wait")
	for _, c := range Commands() {
		for _, name := range builtIn {
			if c.Name == name {
				t.Errorf("testscript has a command %s of its own", name)
			}
		}
	}
}
