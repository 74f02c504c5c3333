package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// TestVet: each refusal has a place and says what to try.
func TestVet(t *testing.T) {
	share.Costly(t)
	sandbox.OfContent(t)
	t.Parallel()
	s := sandbox.New(t)
	s.Put("testdata/mutants/mute.txtar", "Nobody hears anybody.\nkills: 02-first-chat/survives 02-first-chat/good\n\n"+
		"-- server/room.go old --\n\treturn r.tellLocked(from, lines)\n-- server/room.go new --\n\treturn nil\n")
	const claim, clause, server = "# It is so.\n", "clause P9\n", "server\njoin ana bruno\n"
	all := map[string]struct{ text, line, want, try string }{
		"no_claim":   {clause + server, "1", "the scenario has no claim", "docs/commands.md"},
		"unknown":    {claim + clause + server + "heer ana bruno hello\n", "5", `unknown command "heer"; did you mean "hear"?`, "docs/commands.md"},
		"wrong":      {claim + clause + server + "hear ana\n", "5", "something is missing", "usage: hear WHO"},
		"late":       {claim + clause + "server\njoin ana\nquiet ana\n", "5", "silence can't be proven with ana alone", "usage: quiet"},
		"alone":      {claim + clause + server + "close bruno\nquiet ana\n", "6", "silence can't be proven with ana alone", "usage: quiet"}, // it shows when it runs
		"no_clause":  {claim + server, "1", "it names no clause", "such as clause P2"},
		"p77":        {claim + "clause P9 P77\n" + server, "2", "docs/protocol.md has no clause P77", "P1 to P26"},
		"red":        {claim + clause + server + "say ana hello\nhear bruno ana hallo\n", "1", "the reference server does not pass it", "[ana] hallo⏎"},
		"unstable":   {claim + clause + "server\nconnect x\nconnect y\ntogether send x 'ana\\n' and send y 'ana\\n'\ntold x room\n", "1", "it is unstable: the reference server passes", "relies on chance"},
		"proves_nil": {claim + clause + server, "1", "no broken server turns it red", "kills: 02-first-chat/proves_nil"},
		"specimens":  {claim + clause + server + "say ana hello\nhear bruno ana hello\nquiet ana\n", "1", "testdata/broken/02-first-chat turns it red, but its lesson does not say so", `add "specimens" to Breaks in lab/lesson/lesson_02.go`},
		"too_early":  {claim + clause + server + "say ana --size 5000\nhear bruno ana --size 5000\n", "1", "testdata/broken/03-half-a-message fails it, but should pass all lessons before its own", "move the scenario into that lesson"},
		"survives":   {claim + clause + server, "1", "testdata/mutants/mute.txtar should turn it red, but does not", "would not notice"},
		"unnamed":    {claim + clause + server + "say ana hello\nhear bruno ana hello\n", "1", "no mutant names it, though some turn it red", "testdata/mutants/mute.txtar\n"},
		"good":       {claim + clause + server + "say ana hello\nhear bruno ana hello\n", "", "", ""},
	}
	args := []string{"vet", "--runs", "50"} // enough that an unstable scenario can't pass every run by chance
	for name, c := range all {
		s.Put("scripts/02-first-chat/"+name+".txtar", c.text)
		args = append(args, "02-first-chat/"+name)
	}
	status, out, err := s.Lab(args...)
	if status != ExitFailed {
		t.Errorf("status %d", status)
	}
	if strings.Contains(out, "costs no marks") {
		t.Error("an author is told of marks")
	}
	for name, c := range all {
		file := "scripts/02-first-chat/" + name + ".txtar"
		switch {
		case c.want == "" && strings.Contains(out, file+":"):
			t.Errorf("%s is refused", file)
		case c.want != "" && (!strings.Contains(out, file+":"+c.line+": "+c.want) || !strings.Contains(out, c.try)):
			t.Errorf("want %s:%s: %s, and %q", file, c.line, c.want, c.try)
		}
	}
	if t.Failed() {
		t.Logf("%s%s", out, err)
	}
}

// TestVetOfAGoodOne: a good scenario is not refused.
func TestVetOfAGoodOne(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	if status, out, err := sandbox.In(t, ".", "vet", "--runs", "5", "02-first-chat/no_echo"); status != 0 || !strings.HasPrefix(out, "1 scenario vetted, none refused") {
		t.Errorf("status %d:\n%s%s", status, out, err)
	}
}

// TestVetOfBrokenMutants: a mutant that can't be built or run proves nothing, and the
// message says where it is.
func TestVetOfBrokenMutants(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := sandbox.New(t)
	// Few servers belong to this scenario. Here each is built as a separate program.
	s.Put("testdata/mutants/typo.txtar", "It does not build.\nkills: 13-who-are-you/full_with_tls\n\n"+
		"-- server/room.go old --\n\treturn r.tellLocked(from, lines)\n-- server/room.go new --\n\treturn nonsense\n")
	status, _, err := s.Lab("vet", "--runs", "1", "13-who-are-you/full_with_tls")
	if status != ExitTrouble || !strings.Contains(err, "testdata/mutants/typo.txtar can't be built") || !strings.Contains(err, "undefined: nonsense") {
		t.Errorf("status %d: %s", status, err)
	}
	if !strings.Contains(err, "can't be built as one program") {
		t.Errorf("nothing says why it takes long: %s", err)
	}
	s.Put("testdata/mutants/typo.txtar", "It does not start.\nkills: 13-who-are-you/full_with_tls\n\n"+
		"-- server/room.go old --\n\treturn r.tellLocked(from, lines)\n-- server/room.go new --\n\treturn r.tellLocked(from, lines)\n}\n\nfunc init() {\n\tpanic(\"stillborn\")\n")
	status, _, err = s.Lab("vet", "--runs", "1", "13-who-are-you/full_with_tls")
	if status != ExitTrouble || !strings.Contains(err, "13-who-are-you/full_with_tls on testdata/mutants/typo.txtar could not be judged") || !strings.Contains(err, "stillborn") {
		t.Errorf("of a server that does not start: status %d: %s", status, err)
	}
	if status, _, err := s.Lab("vet", "13-who-are-you/nonsense"); status != ExitUsage || !strings.Contains(err, "there is no scenario 13-who-are-you/nonsense") {
		t.Errorf("of what is not there: status %d: %s", status, err)
	}
}

// TestNewScenario: a template is written once, and the message says what to do next.
func TestNewScenario(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	status, out, _ := s.Lab("new", "scenario", "2/long_pause")
	if status != 0 || !strings.Contains(out, "go tool lab vet 02-first-chat/long_pause") {
		t.Errorf("status %d: %s", status, out)
	}
	status, out, _ = s.Lab("vet", "--runs", "1", "02-first-chat/long_pause")
	if status != ExitFailed || !strings.Contains(out, `:3: "P?" is not a clause`) {
		t.Errorf("the template is not refused as it is: status %d\n%s", status, out)
	}
	text := s.Read("scripts/02-first-chat/long_pause.txtar")
	s.Put("scripts/02-first-chat/long_pause.txtar", strings.Replace(text, "P?", "P9", 1))
	status, out, _ = s.Lab("vet", "--runs", "1", "02-first-chat/long_pause")
	if status != ExitFailed || !strings.Contains(out, "the claim is still the text of the template") {
		t.Errorf("the template is not refused with a clause: status %d\n%s", status, out)
	}
	if status, out, err := s.Lab("check", "2", "--run", "long_pause"); status != 0 {
		t.Errorf("the steps of the template do not pass: status %d\n%s%s", status, out, err)
	}
	for id, want := range map[string]string{
		"2/long_pause": "exists already", "2/Long": "small letters", "2/a__b": "small letters", "2/../x": "small letters",
		"77/x": "no lesson", "x": "name the lesson and the scenario",
	} {
		if status, _, err := s.Lab("new", "scenario", id); status == 0 || !strings.Contains(err, want) {
			t.Errorf("new scenario %s: status %d, want %q in %q", id, status, want, err)
		}
	}
}

// TestVetOfHiddenScenarios: scenarios that are not the kit's, such as those for lab grade
// --scripts, are held to the same law. No list has to name what turns them red.
func TestVetOfHiddenScenarios(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := sandbox.New(t)
	const enter = "func (r *room) join(m *member, last []byte, maxLine int) bool {\n"
	s.Put("testdata/mutants/mine.txtar", "Zoe is not let in.\nkills: 02-first-chat/my_own_fault\n\n"+
		"-- server/room.go old --\n"+enter+"-- server/room.go new --\n"+enter+"\tif m.name == \"zoe\" {\n\t\treturn false\n\t}\n")
	const head = "# It is so.\nclause P9\nserver\njoin ana bruno\n"
	putAll(t, s, map[string]string{
		"hidden/02-first-chat/own_fault.txtar":    head + "say ana hello\nhear bruno ana hello\nquiet ana\n",
		"hidden/02-first-chat/by_a_mutant.txtar":  head + "join carla\nsay ana hello\nhear carla ana hello\nsay carla hi\nhear ana carla hi\n",
		"hidden/02-first-chat/my_own_fault.txtar": head + "join zoe\n",
		"hidden/02-first-chat/no_echo.txtar":      head, // the kit's scenario of this name does not vouch for it
		"hidden/02-first-chat/red.txtar":          head + "say ana hello\nhear bruno ana hallo\n",
		"hidden/02-first-chat/later.txtar":        head + "say ana --size 5000\nhear bruno ana --size 5000\n",
		"hidden/2-first-chat/misspelt.txtar":      head,
	})
	status, out, err := s.Lab("vet", "--runs", "2", "hidden")
	want := map[string]string{
		"hidden/02-first-chat/no_echo.txtar:1":    "no broken server of lesson 02-first-chat turns it red",
		"hidden/02-first-chat/red.txtar:1":        "the reference server does not pass it",
		"hidden/02-first-chat/later.txtar:1":      "testdata/broken/03-half-a-message fails it, but should pass all lessons before its own",
		"hidden/2-first-chat/misspelt.txtar:1":    "no lesson is known for it",
		"hidden/02-first-chat/own_fault.txtar:":   "",
		"hidden/02-first-chat/by_a_mutant.txtar":  "",
		"hidden/02-first-chat/my_own_fault.txtar": "",
	}
	for file, what := range want {
		if what != "" && !strings.Contains(out, file+": "+what) || what == "" && strings.Contains(out, file) {
			t.Errorf("%s: want %q", file, what)
		}
	}
	if !strings.Contains(out, "again   go tool lab vet hidden/02-first-chat/red.txtar\n") {
		t.Error("the story of a hidden scenario does not say how to vet it again")
	}
	if status != ExitFailed || !strings.Contains(out, "7 scenarios vetted, 4 refused") {
		t.Errorf("status %d", status)
	}
	if t.Failed() {
		t.Logf("%s%s", out, err)
	}
}

// TestVetOfAFolderWithoutALesson: --lesson says which it is.
func TestVetOfAFolderWithoutALesson(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := sandbox.New(t)
	putAll(t, s, map[string]string{
		"flat/own_fault.txtar": "# It is so.\nclause P9\nserver\njoin ana bruno\nsay ana hello\nhear bruno ana hello\nquiet ana\n",
		"flat/.hidden.txtar":   "an editor's",
		"empty/notes.txt":      "",
	})
	if status, out, err := s.Lab("vet", "--runs", "2", "flat", "--lesson", "2"); status != 0 || !strings.HasPrefix(out, "1 scenario vetted, none refused") {
		t.Errorf("a folder without a lesson's id: status %d\n%s%s", status, out, err)
	}
	for args, want := range map[string]string{
		"flat":             "or name the lesson with --lesson",
		"empty":            "empty has no scenarios; they are files such as",
		"flat --lesson 77": "--lesson: ",
	} {
		if status, out, err := s.Lab(append([]string{"vet", "--runs", "1"}, strings.Fields(args)...)...); status == 0 || !strings.Contains(out+err, want) {
			t.Errorf("vet %s: status %d, want %q\n%s%s", args, status, want, out, err)
		}
	}
}

// putAll writes files, and the folders that they are in.
func putAll(t *testing.T, s sandbox.Sandbox, files map[string]string) {
	t.Helper()
	for file, text := range files {
		if err := os.MkdirAll(filepath.Dir(s.Path(file)), 0o777); err != nil {
			t.Fatal(err)
		}
		s.Put(file, text)
	}
}
