package trial

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/handin"
	"chatlab/server/wire"
)

const head = "# It is right.\nclause P2\nserver\n"

// TestHostile: what is not for hand-ins is refused before it runs, with its line.
func TestHostile(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	for name, c := range map[string]struct {
		text string
		line int
		what string
	}{
		"a program":               {head + "exec touch " + outside + "\n", 4, "unknown command"},
		"a program, quoted":       {head + "'exec' touch " + outside + "\n", 4, "unknown command"},
		"a condition":             {head + "[linux] join ana\n", 4, "conditions are not allowed"},
		"a negation":              {head + "! exec false\n", 4, "unknown command"},
		"a variable":              {head + "join $HOME\n", 4, "$ stands for a variable"},
		"a variable as command":   {head + "$exec x\n", 4, "unknown command"},
		"a file outside":          {head + "join ana\n-- " + outside + " --\nx\n", 5, "can't carry a file of this name"},
		"a file above":            {head + "join ana\n-- ../../x --\nx\n", 5, "can't carry a file of this name"},
		"a file by a variable":    {head + "join ana\n-- $TMPDIR/x --\nx\n", 5, "can't carry a file of this name"},
		"a file twice":            {head + "join ana\n-- a --\n-- A --\n", 6, "can't carry a file of this name"},
		"a file without a name":   {head + "join ana\n-- --\nx\n", 5, "needs a name"},
		"many files":              {head + "join ana\n" + strings.Repeat("-- a --\n", 11), 1, "carries more than 10 files"},
		"arguments of the server": {"# It is right.\nclause P2\nserver --history /etc/x\njoin ana\n", 3, "server takes no arguments"},
		"the simulator":           {"# It is right.\nclause P2\nsim --seeds 1000\n", 3, "the step sim"},
		"an address elsewhere":    {head + "connect --from 10.0.0.1 ana\n", 4, "--from is an address such as 127.0.0.2"},
		"a history elsewhere":     {"# It is right.\nclause P2\nneeds history=../../h\nserver\n", 3, "not a file name"},
		"an unknown feature":      {"# It is right.\nclause P2\nneeds banana\nserver\n", 3, "no server has the feature banana"},
		"an escape":               {head + "say ana '\x1b[2J'\n", 4, "control character"},
		"a turned line":           {"# It is \u202eright.\nclause P2\nserver\n", 1, "control character"},
		"no UTF-8":                {head + "say ana '\xff'\n", 4, "not UTF-8"},
		"a byte order mark":       {"\ufeff" + head, 1, "byte order mark"},
		"a long text":             {head + "join ana\nsay ana --size 2000000\n", 5, "more than 1048576 bytes"},
		"a long text, hidden":     {head + "join ana\nsend ana -size=0x1000000\n", 5, ""},
		"writes without end":      {head + "join ana\nsend --each 1 ana --size 100000\n", 5, "more than 5000 writes"},
		"a flood":                 {head + "join ana\nflood ana 1000MB\n", 5, "floods have more than"},
		"floods together":         {head + "join ana bruno\n" + strings.Repeat("flood ana 100MB\n", 3), 7, "floods have more than"},
		"a crowd":                 {head + "crowd 500\n", 4, "more than 200 clients"},
		"crowds together":         {head + "join bruno\ntogether say bruno x and crowd 400\n", 5, "more than 200 clients"},
		"pauses":                  {head + "join ana\nsend --pause 10s ana a b c d e f\n", 5, "the times in it come to more than"},
		"many steps":              {head + "join ana\n" + strings.Repeat("say ana x\n", 300), 202, "it has 303 steps"},
		"no clause":               {"# It is right.\nserver\njoin ana\n", 1, "it names no clause"},
		"no such clause":          {"# It is right.\nclause P99\nserver\njoin ana\n", 2, "no clause P99"},
		"large":                   {head + strings.Repeat("# x\n", 20_000), 1, "larger than 64 KB"},
		"nothing":                 {"", 1, "no claim"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "x.txtar")
			if err := os.WriteFile(file, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			got := onLesson3(t).readOne(file)
			if got.runs || got.Verdict != Invalid || got.Line != c.line || !strings.Contains(got.What, c.what) {
				t.Errorf("runs %v, %s: line %d: %s", got.runs, got.Verdict, got.Line, got.What)
			}
			if clean := wire.Clean(got.What + got.Claim + got.Name); clean != got.What+got.Claim+got.Name {
				t.Errorf("%q can control a terminal", got.What)
			}
		})
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("a file was written outside")
	}
}

// TestTooMany: a hand-in has a limited number of scenarios.
func TestTooMany(t *testing.T) {
	files := map[string]string{}
	for i := range MostScenarios + 1 {
		files[fmt.Sprintf("s%d.txtar", i)] = strings.ReplaceAll(good, "'a\\n", fmt.Sprintf("'%d\\n", i))
	}
	if r := try(t, files); r.Refused == nil || r.Refused.Reason != "too many scenarios" {
		t.Errorf("%+v", r)
	}
}

// TestMistakeWhenItRuns: a mistake that shows only when a scenario runs has its line, and no
// path of this machine.
func TestMistakeWhenItRuns(t *testing.T) {
	t.Parallel()
	r := try(t, map[string]string{"x.txtar": head + "connect ana\nsend ana 'ana\\n'\ntold ana '^\\*'\nquiet ana\n"})
	sc := r.Scenarios[0]
	if sc.Verdict != Invalid || sc.Line != 7 || sc.On != "" || !strings.Contains(sc.What, "let another client join first") {
		t.Errorf("%+v", sc)
	}
}

// TestPoints: marks are in proportion, and open if something could not be tried.
func TestPoints(t *testing.T) {
	r := Result{Caught: 2, Of: 6, Scenarios: []Scenario{{Verdict: Valid}, {Verdict: Invalid}, {Verdict: Valid}}}
	if m := UsualPoints().Mark(r); m != (Mark{Got: 4.67, Of: 10}) {
		t.Errorf("%+v", m)
	}
	r.Scenarios[1].Verdict = Untried
	if m := UsualPoints().Mark(r); m != (Mark{Got: 6, Of: 10, Open: true}) {
		t.Errorf("%+v", m)
	}
	if m := UsualPoints().Mark(Result{Of: 6}); m != (Mark{Of: 10}) {
		t.Errorf("%+v", m)
	}
	var out strings.Builder
	r.Student.Name, r.Times.Took = "ana", time.Second
	Table(&out, []Result{r}, UsualPoints())
	want := "student  valid   caught  points\nana      2 of 3  2 of 6  6 of 10 ?\n? something could not be tried on this machine\n"
	if out.String() != want {
		t.Errorf("%s", out.String())
	}
}

// TestStudentIsClean: a number that a platform's file has can't control a terminal.
func TestStudentIsClean(t *testing.T) {
	s := student(handin.HandIn{Safe: "ana", Name: "ana\x1b[2J", ID: "7\x1b[2J", Platform: "Gradescope"})
	if clean := wire.Clean(s.Name + s.ID); clean != s.Name+s.ID || !strings.HasPrefix(s.ID, "7") {
		t.Errorf("%+v", s)
	}
}
