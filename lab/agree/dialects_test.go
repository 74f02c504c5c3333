package agree

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
)

// Servers that were not written for the kit are tested with flags and a dialect file
// alone. The tests of this file try that on servers with oddities. Each passes what it
// gets right, and scenarios for what it does not have are skipped. A twin of it with a bug
// fails with the same dialect file.

// An oddServer says how to test a server, and which scenarios can't be asked of it.
type oddServer struct {
	words    string   // its oddities, named as in testdata/servers/odd/main.go
	without  []string // clauses that its dialect file leaves out; if empty, --core does
	notAsked []string // scenarios that are skipped for other reasons
	unruled  bool     // no rule judges it: its lines do not say what the rules compare
}

const (
	aboutEcho   = "02-first-chat/no_echo"
	aboutClient = "07-gone/crash_of_client_program"
)

var oddServers = []oddServer{
	{words: "ack"},
	{words: "alone", notAsked: []string{aboutClient}, unruled: true},
	{words: "anonymous", unruled: true},
	{words: "anonymous echo", notAsked: []string{aboutEcho}, unruled: true},
	{words: "crlf", notAsked: []string{aboutClient}},
	{words: "crowd"},
	{words: "double", without: []string{"P3", "P7", "P10", "P11", "P12", "P15", "P16", "P17", "P18"}},
	{words: "echo", notAsked: []string{aboutEcho}},
	{words: "hello", notAsked: []string{aboutClient}},
	{words: "join", notAsked: []string{aboutClient}},
	{words: "lines", notAsked: []string{aboutClient}, unruled: true},
	{words: "mute", notAsked: append(aboutList(), aboutClient), unruled: true},
	{words: "nick", notAsked: []string{aboutClient}},
	{words: "open", notAsked: []string{aboutClient, "02-first-chat/unnamed_hear_nothing", "07-gone/gone_before_name"}, unruled: true},
	{words: "open prompt", notAsked: []string{aboutClient, "02-first-chat/unnamed_hear_nothing", "07-gone/gone_before_name"}, unruled: true},
	{words: "prompt", notAsked: []string{aboutClient}},
	{words: "prompts", notAsked: []string{aboutClient}},
	{words: "retry", notAsked: []string{"05-same-name/refused_is_out"}},
	{words: "roster"},
	{words: "silent"},
	{words: "unlisted", notAsked: aboutList()},
}

// aboutList returns the scenarios that need a list of who is in the room.
func aboutList() []string {
	return []string{"02-first-chat/room_list", "06-shared-room/roster_true_after_churn", "07-gone/gone_before_name", "07-gone/no_ghosts"}
}

// oddTwins are the bugs of twins, and where each must be found. A step of the scenario finds
// that the server treats a read as a line, or half a name as a name. Only a rule finds a line that is heard twice.
var oddTwins = []oddTwin{
	{"split", "03-half-a-message/split_write", ""},
	{"rest", "03-half-a-message/half_a_name", ""},
	{"twice", "06-shared-room/churn_under_talk", "nothing-doubled"},
}

type oddTwin struct{ bug, scenario, rule string }

func TestOddServers(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	built := buildOdd(t)
	for _, odd := range share.Of(t, "odd servers", oddShare, oddServers) {
		flags := []string{"--dialect", sandbox.Clone(t).Path("testdata/servers/odd/" + strings.ReplaceAll(odd.words, " ", "-") + ".dialect")}
		if odd.without == nil {
			flags = append(flags, "--core")
		}
		t.Run(odd.words, func(t *testing.T) {
			t.Parallel()
			holdVerdicts(t, odd, append(flags, "--server", built+" {port} "+odd.words)...)
		})
		for _, twin := range oddTwins {
			if odd.unruled && twin.rule != "" {
				continue
			}
			t.Run(odd.words+" "+twin.bug, func(t *testing.T) {
				t.Parallel()
				isRed(t, twin, append(flags, "--server", built+" {port} "+odd.words+" "+twin.bug)...)
			})
		}
	}
}

// TestFixedPort: a server may have a port of its own and take no argument.
func TestFixedPort(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	port := fixedPort(t)
	built := buildOdd(t, "-ldflags=-X main.port="+port)
	flags := []string{"--core", "--port", port, "--server"}
	holdVerdicts(t, oddServer{}, append(flags, built)...)
	isRed(t, oddTwins[0], append(flags, built+" split")...)
}

// TestClub: all oddities together, in another language. It is the example of
// docs/any-language.md.
func TestClub(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	sandbox.NeedsPython(t)
	const file = "testdata/servers/odd/club.py"
	port := fixedPort(t)
	source := sandbox.Replaced(t, read(t, file), "PORT = 7007 ", "PORT = "+port+" ")
	twin := sandbox.Replaced(t, source, "lines.readline()", `lines.read1(1024).strip() + b"\n"`) // takes each read for a line
	flags := []string{"--core", "--port", port, "--dialect", sandbox.Clone(t).Path("testdata/servers/odd/club.dialect"), "--server"}
	holdVerdicts(t, oddServer{notAsked: []string{aboutEcho, aboutClient}}, append(flags, pythonFile(t, source))...)
	isRed(t, oddTwins[0], append(flags, pythonFile(t, twin))...)
}

// TestSupports: a scenario with needs runs only on a server that supports them, by a flag
// or by its dialect file.
func TestSupports(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Put("scripts/01-one-at-a-time/needs_emoji.txtar", "# Something of its own.\nclause P1\nneeds emoji\nserver\njoin ana\n")
	s.Put("with.dialect", "supports emoji\n")
	server := buildOdd(t) + " {port}"
	for _, c := range []struct {
		flags []string
		want  script.Verdict
	}{
		{nil, script.Skipped},
		{[]string{"--supports", "accounts,emoji"}, script.Passed},
		{[]string{"--supports", "accounts"}, script.Skipped},
		{[]string{"--dialect", s.Path("with.dialect")}, script.Passed},
	} {
		got := verdicts(t, s.Root, append(c.flags, "1", "--run", "needs_emoji", "--server", server)...)
		if got["01-one-at-a-time/needs_emoji"] != c.want {
			t.Errorf("%v: %v, want %s", c.flags, got, c.want)
		}
	}
}

// holdVerdicts holds that the right scenarios are skipped and that all others pass.
// Scenarios with settings are skipped: these servers have none.
func holdVerdicts(t *testing.T, odd oddServer, args ...string) {
	t.Helper()
	without := odd.without
	if without == nil {
		var err error
		if without, err = sandbox.Clone(t).Clauses("kit"); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]script.Verdict{}
	for _, l := range lesson.All {
		for _, sc := range scenarios(t, l) {
			want[sc.ID()] = script.Passed
			renounced := slices.ContainsFunc(sc.Clauses, func(c string) bool { return slices.Contains(without, c) })
			if renounced || len(sc.Env) > 0 || slices.Contains(sc.Needs, "five-hundred") || slices.Contains(odd.notAsked, sc.ID()) {
				want[sc.ID()] = script.Skipped
			}
		}
	}
	if diff := cmp.Diff(want, verdicts(t, ".", args...)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// isRed holds that a server with a bug fails a scenario, by a rule if one is named.
func isRed(t *testing.T, twin oddTwin, args ...string) {
	t.Helper()
	lesson, name, _ := strings.Cut(twin.scenario, "/")
	got, rules := checked(t, ".", append(args, lesson, "--run", name)...)
	if diff := cmp.Diff(map[string]script.Verdict{twin.scenario: script.Failed}, got); diff != "" {
		t.Errorf("of a server with a bug (-want +got):\n%s", diff)
	}
	if rules[twin.scenario] != twin.rule {
		t.Errorf("it fails by the rule %q, want %q", rules[twin.scenario], twin.rule)
	}
}

func verdicts(t *testing.T, dir string, args ...string) map[string]script.Verdict {
	t.Helper()
	found, _ := checked(t, dir, args...)
	return found
}

// checked runs a check in a folder. It returns the verdicts, and the rules that were
// broken. It logs what went wrong.
func checked(t *testing.T, dir string, args ...string) (found map[string]script.Verdict, rules map[string]string) {
	t.Helper()
	args = append([]string{"check", "--json", "--keep=none", "--slow", fmt.Sprint(interpreterSlow)}, args...)
	_, out, errOut := sandbox.In(t, dir, args...)
	var report struct {
		Lessons []struct {
			Lesson    string
			Scenarios []struct {
				Name    string
				Verdict script.Verdict
				Why     string `json:"skipped_because"`
				Failure *script.Failure
				Trouble json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("lab %q: %v\n%s%s", args, err, out, errOut)
	}
	found, rules = map[string]script.Verdict{}, map[string]string{}
	for _, l := range report.Lessons {
		for _, sc := range l.Scenarios {
			found[l.Lesson+"/"+sc.Name] = sc.Verdict
			switch {
			case sc.Verdict == script.Skipped && sc.Why == "":
				t.Errorf("%s was not asked, and nobody says why", sc.Name)
			case sc.Verdict == script.Failed:
				rules[l.Lesson+"/"+sc.Name] = sc.Failure.Rule
				t.Logf("%s: expected %+v, received %+v; %s", sc.Name, sc.Failure.Expected, sc.Failure.Received, sc.Failure.Note)
			case sc.Verdict == script.Trouble:
				t.Logf("%s: %s", sc.Name, sc.Trouble)
			}
		}
	}
	return found, rules
}

// buildOdd builds testdata/servers/odd and returns a command line for it.
func buildOdd(t *testing.T, flags ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "odd.exe")
	if grade.RaceEnabled {
		flags = append(flags, "-race")
	}
	build := exec.Command("go", slices.Concat([]string{"build", "-o", program}, flags, []string{"."})...)
	build.Dir = sandbox.Clone(t).Path("testdata/servers/odd")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return "'" + filepath.ToSlash(program) + "'"
}

// pythonFile writes a Python program and returns a command line for it.
func pythonFile(t *testing.T, source string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "server.py")
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	return "python3 '" + filepath.ToSlash(file) + "'"
}

// fixedPort returns a free port, and keeps other tests off it until this one ends. The port
// is outside the ranges that lab/program and the systems choose from.
func fixedPort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := fmt.Sprint(10_000 + rand.IntN(2_000))
		claim, err := net.ListenPacket("udp", "127.0.0.1:"+port)
		if err != nil {
			continue
		}
		if ln, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			ln.Close()
			t.Cleanup(func() { claim.Close() })
			return port
		}
		claim.Close()
	}
	t.Fatal("no free port")
	return ""
}
