package script

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/hunt"
	"chatlab/lab/program"
	"chatlab/lab/trace"
	"chatlab/server"
	serversettings "chatlab/server/settings"
)

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
	return undisturbed(func() Outcome {
		return Run(t.Context(), sc, reference(), Options{Slow: slow, Hunter: hunterOf((&server.Server{}).Serve)})
	})
}

// settled runs a scenario against a server of these tests, a process of its own.
func settled(t *testing.T, sc Scenario, server string, opts Options) Outcome {
	t.Helper()
	return undisturbed(func() Outcome {
		command := program.Command{Args: []string{os.Args[0], "broken", server}, Announces: true}
		return Run(t.Context(), sc, &Loopback{Command: command}, opts)
	})
}

// undisturbed runs a scenario again while the machine disturbs it, as a check does. It stops after ten
// runs.
func undisturbed(run func() Outcome) (o Outcome) {
	for range 10 {
		slots <- struct{}{}
		o = run()
		<-slots
		if !o.Retry {
			break
		}
	}
	return o
}

// slots is how many of these runs there are at once. More of them would disturb each other.
var slots = make(chan struct{}, 12)

// TestSaidWithTheName: text in the same write as a name is said too. So its speaker says a
// line of the kit at the end, to see that everything has arrived.
func TestSaidWithTheName(t *testing.T) {
	o := play(t, `server
join ana bruno
connect carla
send carla 'carla\nhere I am\n'
hear bruno carla 'here I am'`, 1)
	if o.Verdict != Passed {
		t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	for _, e := range o.Log.All() {
		if e.Conn == "carla" && e.Dir == trace.ToServer && strings.HasPrefix(string(e.Data), "(quiet ") {
			return
		}
	}
	t.Error("carla says nothing at the end")
}

// listening is a world that notes the environment that the server gets.
type listening struct {
	*Loopback
	env []string
}

func (w *listening) Start(ctx context.Context, dir string, args, env []string) (string, error) {
	w.env = env
	return w.Loopback.Start(ctx, dir, args, env)
}

// TestSettingsAreRead: our servers read every setting that a scenario can set. The same
// settings are removed from the environment of a server under test.
func TestSettingsAreRead(t *testing.T) {
	var ours []string
	for _, s := range settings {
		ours = append(ours, s.variable)
	}
	if diff := cmp.Diff(serversettings.Variables, append(ours, "TLS_KEY")); diff != "" {
		t.Errorf("(-read +set)\n%s", diff)
	}
}

// TestNotMySettings: a setting in the user's shell does not reach a server under test.
func TestNotMySettings(t *testing.T) {
	t.Setenv("NAME_TIME", "what is this?")
	if o := play(t, "server\njoin ana", 0); o.Verdict != Passed {
		t.Errorf("%v: %v %v", o.Verdict, o.Failure, o.Trouble)
	}
}

// TestSlow: --slow also stretches every time that a scenario sets. Otherwise a server that
// starts slowly loses a race against its settings.
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
		var w *listening
		o := undisturbed(func() Outcome {
			w = &listening{Loopback: reference()}
			return Run(t.Context(), sc, w, Options{Slow: c.slow})
		})
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
			return Hunted{Broken: &o.Broken[0], Run: &Seeded{Seed: 1}, Log: o.Log, SetUp: []string{"#0"}}, err
		}
		return Hunted{}, err
	}
}

// TestSimStep: the step sim fails with the rule that is broken, is skipped if nothing can
// be simulated, and reports its mistakes.
func TestSimStep(t *testing.T) {
	const story = "sim story\n-- story --\n0.1s ana join\n0.2s bruno join\n1s ana say 100\n"
	deaf := func(ctx context.Context, ln net.Listener) error {
		return (&server.Server{}).Serve(context.WithoutCancel(ctx), ln)
	}
	for _, c := range []struct {
		name, steps string
		hunter      Hunter
		verdict     Verdict
		says        string // text in the failure, the reason or the trouble
	}{
		{"a right server", story, hunterOf((&server.Server{}).Serve), Passed, ""},
		{"a server that does not end", story, hunterOf(deaf), Failed, "told-of-the-end"},
		{"no simulator", story, nil, Skipped, "no simulator"},
		{"a wrong file", story + "2s ana sing\n", hunterOf(deaf), Trouble, "line 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc, err := scenario(t, "# A test.\n"+c.steps)
			if err != nil {
				t.Fatal(err)
			}
			o := undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{Hunter: c.hunter}) })
			said := o.Why
			switch {
			case o.Failure != nil:
				said = o.Failure.Rule
			case o.Trouble != nil:
				said = o.Trouble.What
			}
			if c.verdict == Failed && !slices.Equal(o.SetUp, []string{"#0"}) {
				t.Errorf("the set-up is %q", o.SetUp)
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
				t.Fatalf("the example of %s: %s\n%s%+v", c.Name, o.Verdict, account(o), o.Trouble)
			}
			for _, step := range o.Steps {
				if !step.OK {
					t.Errorf("%s: step %q did not pass, and the scenario did", c.Name, step.Source)
				}
			}
		})
	}
}

// TestComingsAndGoings: each notice is identified by its place, even if somebody gives the
// same name again, and in any number of pieces.
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
	if got := filled("\u03bb", 5); got != "\u03bb\u03bb." {
		t.Errorf("filled = %q", got)
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

// TestInterruptedRunEndsAtOnce: an interrupted run does not wait for its limits.
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

// TestNoCommandHidesABuiltIn: testscript silently prefers its own commands, so none of
// ours may have the same name.
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
