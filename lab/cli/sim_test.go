package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/console"
	"chatlab/lab/hunt"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// startCopy makes a sandbox with a student's copy of lesson 14. In one of its files it
// replaces a text.
func startCopy(t *testing.T, file, old, new string) sandbox.Sandbox {
	t.Helper()
	s := sandbox.New(t)
	if status, _, err := s.Lab("start", "14"); status != 0 {
		t.Fatalf("start: %d %s", status, err)
	}
	if file != "" {
		file = "work/14-a-thousand/" + file
		s.Put(file, sandbox.Replaced(t, s.Read(file), old, new))
	}
	return s
}

// TestSimFindsAndReplays: sim finds the bug of lesson 14 and reports it. The command in the
// report finds it again, and its files are in the folder.
func TestSimFindsAndReplays(t *testing.T) {
	share.Slow(t)
	t.Parallel()
	s := startCopy(t, "", "", "")
	status, out, errs := s.Lab("sim", "--of", "work/14-a-thousand", "--json")
	if status != ExitFailed || errs != "" {
		t.Fatalf("exit status %d, %s\n%s", status, errs, out)
	}
	var found simJSON
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatal(err)
	}
	f := found.Finding
	if f == nil || f.Rule != "as-observed" || len(f.Operations) >= f.Drawn/2 || f.Replay != (hunt.Replay{Runs: 10, Broke: 10, Same: 10}) {
		t.Fatalf("found %+v", f)
	}
	for _, file := range []string{f.Picture, f.Capture, f.Trace, filepath.Join(filepath.Dir(f.Trace), opsFile)} {
		if info, err := os.Stat(s.Path(file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
	picture := s.Read(f.Picture)
	for _, want := range []string{
		"<h1>seed 28 · 7 clients · wifi · as-observed</h1>",
		"<dd>two clients in one room did not hear the same: the observer hears the expected line, and ana never does</dd>",
		"<dd>" + strings.Join(append([]string{"go tool lab"}, f.Again...), " ") + "</dd>",
		"<dd>go tool lab hint 14 --symptom nothing</dd>",
		`<button type="button" class="fold" aria-expanded="false">set-up: `,
		"<span>emil stops reading</span>",
		"<span>the rule as-observed is broken</span>",
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("%s is missing in %s", want, f.Picture)
		}
	}
	if n := strings.Count(picture, `class="row data guilty"`); n != 1 {
		t.Errorf("%d rows are guilty in %s", n, f.Picture)
	}
	status, out, _ = s.Lab(append(f.Again, "--json")...)
	var again simJSON
	if err := json.Unmarshal([]byte(out), &again); err != nil || status != ExitFailed || again.Finding == nil {
		t.Fatalf("again: exit status %d, %v\n%s", status, err, out)
	}
	if diff := cmp.Diff([]any{f.Rule, f.What, f.Operations}, []any{again.Finding.Rule, again.Finding.What, again.Finding.Operations}); diff != "" {
		t.Errorf("again is another (-first +again):\n%s", diff)
	}
	status, out, _ = s.Lab("sim", "--of", "work/14-a-thousand", "--ops", filepath.Join(filepath.Dir(f.Trace), opsFile), "--profile", f.Profile, "--seed", fmt.Sprint(f.Seed))
	if status != ExitFailed || !strings.Contains(out, "a rule is broken (") {
		t.Errorf("from the file of operations: exit status %d\n%s", status, out)
	}
}

// TestSimTellsOfCrashes: a server that panics is a finding, not the end of lab.
func TestSimTellsOfCrashes(t *testing.T) {
	t.Parallel()
	s := startCopy(t, "server/conn.go", "\tc.batch = wire.AppendChat(", "\tif len(text) == 5000 {\n\t\tpanic(\"five thousand\")\n\t}\n\tc.batch = wire.AppendChat(")
	status, out, errs := s.Lab("sim", "--of", "work/14-a-thousand", "--seeds", "60")
	if status != ExitFailed {
		t.Fatalf("exit status %d, %s\n%s", status, errs, out)
	}
	for _, want := range []string{
		"panic: five thousand",
		"Whatever clients do, the server does not panic",
		"2 of ", // one client joins and sends the message
		"says a line of 5000 bytes",
		"(*conn).say",
		"it ended like this each time",
		"│──",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// TestSimOfWhatCannotRun: a server that can't be simulated is explained in a sentence. A
// server that does not build is explained by the compiler's message.
func TestSimOfWhatCannotRun(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	s := startCopy(t, "server/room.go", "// A member is", "var x int = true\n\n// A member is")
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--of", "work/14-a-thousand"}, ExitTrouble, "cannot use true"},
		{[]string{"--of", "testdata/broken/07-gone"}, ExitUsage, "main.go:37:1: serve has a different signature; the simulator runs"},
		{[]string{"--of", "lab/draw"}, ExitUsage, "lab/draw has no function serve(ctx context.Context, ln net.Listener) error"},
		{[]string{"--of", "docs"}, ExitUsage, "not a folder with Go code"},
		{[]string{"--of", t.TempDir()}, ExitUsage, "not a folder with Go code"},
		{[]string{"--mutant", "nobody"}, ExitUsage, `no mutant "nobody"`},
		{[]string{"--profile", "moon"}, ExitUsage, "there are: lan, wifi"},
		{[]string{"--clients", "2"}, ExitUsage, "3 to 1000"},
		{[]string{"--clients", "1001"}, ExitUsage, "3 to 1000"},
		{[]string{"--seeds", "0"}, ExitUsage, "at least 1"},
		{[]string{"--seeds", "-4"}, ExitUsage, "at least 1"},
		{[]string{"--for", "-1s"}, ExitUsage, "must be positive"},
		{[]string{"--only", "3"}, ExitUsage, "add --seed"},
		{[]string{"--seed", "3", "--only", "1,99999"}, ExitUsage, "and not 99999"},
		{[]string{"--seed", "3", "--only", "0"}, ExitUsage, "and not 0"},
		{[]string{"--seed", "3", "--only", "1", "--seeds", "2"}, ExitUsage, "one seed"},
		{[]string{"--ops", "none.ops"}, ExitUsage, "none.ops"},
		{[]string{"--ops", "go.mod"}, ExitUsage, "go.mod: line 1: want WHEN WHO VERB"},
		{[]string{"--seed", "x"}, ExitUsage, "--seed x: want a whole number"},
		{[]string{"extra"}, ExitUsage, "sim takes no arguments"},
	} {
		status, out, errs := s.Lab(append([]string{"sim"}, c.args...)...)
		if status != c.status || !strings.Contains(errs, c.says) {
			t.Errorf("sim %q: exit status %d, want %d; %q, want …%s…\n%s", c.args, status, c.status, errs, c.says, out)
		}
	}
}

// TestSimOnTheReference: sim finds nothing in the reference server, and tries as many seeds
// as asked.
func TestSimOnTheReference(t *testing.T) {
	status, out, errs := lab(t, "sim", "--seeds", "7", "--clients", "5", "--profile", "terrible")
	if status != 0 || errs != "" || !strings.Contains(out, "7 seeds: no rule was broken") {
		t.Errorf("exit status %d, %q\n%s", status, errs, out)
	}
}

// TestSimInterrupted: an interrupt ends the search, and sim says so.
func TestSimInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	status := run(ctx, []string{"sim", "--for", "1h"}, &console.Terminal{In: strings.NewReader(""), Out: &out, Err: &errs})
	if status != ExitInterrupted || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("exit status %d, %q", status, errs.String())
	}
}

// TestHowToLookCloser: after a failure in the simulator, the story says how to see it with
// less around it. The spelling of the copy's path does not matter.
func TestHowToLookCloser(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := startCopy(t, "", "", "")
	for _, spelt := range []string{"work/14-a-thousand", s.Path("work/14-a-thousand")} {
		_, out, _ := s.Lab("check", "14", "--run", "sim_finds_it", "--server", spelt)
		if words := strings.Join(strings.Fields(out), " "); !strings.Contains(words, "go tool lab sim --of work/14-a-thousand --seed ") {
			t.Errorf("%s: %s", spelt, out)
		}
	}
}
