package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
)

// toolchains are what each of course.OwnLanguages needs.
var toolchains = map[string]string{"go": "go", "python": "python3", "node": "node", "java": "javac", "c": "cc"}

// programs are the files of the starters that a student goes on with.
var programs = map[string]string{"go": "main.go", "python": "server.py", "node": "server.js", "java": "Server.java", "c": "server.c"}

// mostStarterLines is how long a starter may be: a student should read it before writing.
const mostStarterLines = 25

// TestStartOwn: in each language a starter is short, runs, greets, and is red at the first
// stage for what it lacks. In Go, go test says the same.
func TestStartOwn(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	for _, language := range course.OwnLanguages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			sandbox.NeedsProgram(t, toolchains[language])
			s := sandbox.New(t)
			if status, out, err := s.Lab("start", "own", "--in", language); status != 0 {
				t.Fatalf("status %d\n%s%s", status, out, err)
			}
			file := "work/own/" + programs[language]
			if lines := strings.Count(s.Read(file), "\n"); lines > mostStarterLines {
				t.Errorf("%s has %d lines, want at most %d", file, lines, mostStarterLines)
			}
			status, out, err := s.Lab("check", "own")
			if status != ExitFailed || !strings.Contains(out, "expected   the list of who is in the room, for ana") || strings.Contains(out, "a greeting for") {
				t.Errorf("a starter: status %d\n%s%s", status, out, err)
			}
			if language != "go" {
				return
			}
			if out, err := goTest(s.Root, "own"); err == nil || !strings.Contains(out, "--- FAIL: TestOwn/stage_1_of_25") || strings.Contains(out, "stage_2_of_25") {
				t.Errorf("go test: %v; want stage 1 red, and no other\n%s", err, out)
			}
		})
	}
}

// TestCheckOwn: the student's own server goes through the stages in order. The first red one ends
// the check and has its story; what was reached is known to lessons, and to the next check.
func TestCheckOwn(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	s := sandbox.New(t)
	expect := expects(t, s)
	expect(ExitFailed, "there is no server of your own in work/own; go tool lab start own makes one", "check", "own")
	expect(ExitFailed, "go tool lab start own makes one", "watch", "own")
	expect(ExitUsage, `not in "cobol"`, "start", "own", "--in", "cobol")
	expect(ExitUsage, "leave out --server", "check", "own", "--run", "crlf")
	expect(ExitUsage, "write there what --port", "check", "own", "--port", "5000") // and not: add --server
	expect(0, "docs/own.md", "start", "own", "--in", "python")
	expect(ExitFailed, "work/own exists already", "start", "own")
	putHalfLines(s)
	out := expect(ExitFailed, "✗ stage 5 of 25: a message in three pieces", "check", "own")
	if !strings.Contains(out, "✓ stage 4 of 25") || strings.Contains(out, "stage 6 of 25") || !strings.Contains(out, "again   go tool lab check 3 --run split_write --server ./work/own") {
		t.Errorf("a server that loses the first half of a line:\n%s", out)
	}
	expect(0, "Your own server, ./work/own: stage 5 of 25: a message in three pieces", "lessons")
	out = expect(ExitFailed, "✗ stage 5 of 25", "check", "own") // the first four together
	if n := strings.Count(out, "✓"); n < 4 {
		t.Errorf("stages that passed before are not shown: %d\n%s", n, out)
	}
	if strings.Contains(out, "green in the check before") {
		t.Errorf("a stage that was red before:\n%s", out)
	}
	s.Put("work/own/server.py", sandbox.Replaced(t, s.Read("work/own/server.py"), `b"[%s] %s\n"`, `b"<%s> %s\n"`))
	out = expect(ExitFailed, "Stage 2 was green in the check before.", "check", "own") // the four run together
	if strings.Contains(out, "stage 3 of 25") {
		t.Errorf("the check goes on after a stage that was green and is red now:\n%s", out)
	}
	expect(0, "Your own server, ./work/own: stage 2 of 25", "lessons")
}

// TestCheckOwnWithoutMuch: what a server file leaves out is not asked, and not called done. A
// server that can't run, or has no server file, is told so.
func TestCheckOwnWithoutMuch(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	s := sandbox.New(t)
	expect := expects(t, s)
	expect(0, "docs/own.md", "start", "own", "--in", "python")
	putHalfLines(s)
	s.Put("work/own/chatlab.server", "run python3 server.py\nwithout P1\n")
	expect(ExitFailed, "– stage 2 of 25: more than one client (not asked: the server does not promise P1)", "check", "own")
	s.Put("work/own/chatlab.server", "run python3 server.py\ncore yes\nwithout P1 P2 P6 P9 P13\n")
	out := expect(0, "Not done: 10 of the 12 stages of the core were not asked", "check", "own")
	if strings.Contains(out, "Done: ") || strings.Contains(out, "The core is done") {
		t.Errorf("a server that was asked little:\n%s", out)
	}
	expect(0, "not all of the core were asked", "lessons")
	s.Put("work/own/chatlab.server", "run python3 nothing.py {port}\n")
	expect(ExitTrouble, "? stage 1 of 25", "check", "own")
	for _, gone := range []string{"work/own/chatlab.server", "work/own/server.py"} {
		if err := os.Remove(s.Path(gone)); err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{"check", "watch"} {
			expect(ExitFailed, "work/own has no file chatlab.server, which says how the kit runs your server; write one, as docs/own.md shows", command, "own")
		}
	}
	if err := os.RemoveAll(s.Path("work/own")); err != nil {
		t.Fatal(err)
	}
	expect(0, "docs/own.md", "start", "own", "--in", "python")
	expect(0, "Your own server, ./work/own: stage 1 of 25", "lessons")
}

// TestCheckOwnCore: check own --core stops after the stages of the core. It calls nothing else done,
// and what was reached beyond the core stays reached.
func TestCheckOwnCore(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	s := sandbox.New(t)
	expect := expects(t, s)
	expect(0, "docs/own.md", "start", "own", "--in", "python")
	putHalfLines(s)
	s.Put("work/own/wire.py", s.Read("testdata/servers/python/wire.py"))
	out := expect(0, "The core is done", "check", "own", "--core")
	if !strings.Contains(out, "✓ stage 12 of 25") || strings.Contains(out, "stage 13 of 25") || strings.Contains(out, "Done: ") {
		t.Errorf("more or less than the core:\n%s", out)
	}
	expect(0, "Your own server, ./work/own: stage 13 of 25", "lessons")
	const reached = 20
	book := "work/.lab/progress.json"
	s.Put(book, strings.Replace(s.Read(book), `"stage": 12`, fmt.Sprintf(`"stage": %d`, reached), 1))
	expect(0, "The core is done", "check", "own", "--core")
	expect(0, fmt.Sprintf("Your own server, ./work/own: stage %d of 25", reached+1), "lessons")
}

// An expectation runs a command line, and checks its status and a part of what it prints.
type expectation func(status int, want string, args ...string) (out string)

// expects returns an expectation about commands in a sandbox.
func expects(t *testing.T, s sandbox.Sandbox) expectation {
	return func(status int, want string, args ...string) string {
		t.Helper()
		got, out, err := s.Lab(args...)
		if got != status || !strings.Contains(out+err, want) {
			t.Errorf("lab %s: status %d, want %d and %q\n%s%s", strings.Join(args, " "), got, status, want, out, err)
		}
		return out
	}
}

// TestStagesAskForEverything: each scenario of the lessons up to private text is in one stage,
// and the first stages ask for the core alone.
func TestStagesAskForEverything(t *testing.T) {
	t.Parallel()
	k := sandbox.Clone(t)
	kitOnly, err := k.Clauses("kit")
	if err != nil {
		t.Fatal(err)
	}
	staged := map[string]int{}
	for i, s := range lesson.Stages {
		for _, id := range s.Scenarios {
			if staged[id] == 0 {
				staged[id] = i + 1
			}
		}
	}
	for _, l := range lesson.UpTo(11) {
		all, err := grade.Scenarios(k.Root, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, sc := range all {
			core := !slices.ContainsFunc(sc.Asks(), func(clause string) bool { return slices.Contains(kitOnly, clause) })
			simulated := slices.ContainsFunc(sc.Lines, func(l script.Line) bool { return l.Command == "sim" })
			if at := staged[sc.ID()]; !simulated && at == 0 || at > 0 && core != (at <= lesson.CoreStages) {
				t.Errorf("%s is in stage %d; of the core: %v", sc.ID(), at, core)
			}
			delete(staged, sc.ID())
		}
	}
	for id := range staged {
		t.Errorf("there is no scenario %s", id)
	}
}

// TestStageOfCharactersComesFirst: beyond the core, clients that converse use characters of all
// lengths. A server has to learn about those before.
func TestStageOfCharactersComesFirst(t *testing.T) {
	t.Parallel()
	k := sandbox.Clone(t)
	converse := map[string]bool{}
	for _, l := range lesson.All {
		all, err := grade.Scenarios(k.Root, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, sc := range all {
			converse[sc.ID()] = slices.ContainsFunc(sc.Lines, func(l script.Line) bool { return l.Command == "converse" })
		}
	}
	for i, s := range lesson.Stages[lesson.CoreStages:] {
		for _, id := range s.Scenarios {
			if id == "03-half-a-message/split_rune" {
				return
			}
			if converse[id] {
				t.Errorf("%s, in stage %d, has characters of more than one byte", id, lesson.CoreStages+i+1)
			}
		}
	}
	t.Error("no stage has such characters")
}

// putHalfLines makes work/own a server that is right except for a line that comes in several
// reads: only what the last one has is left of it.
func putHalfLines(s sandbox.Sandbox) {
	const right = "testdata/servers/python/"
	for _, file := range []string{"server.py", "client.py"} {
		s.Put("work/own/"+file, s.Read(right+file))
	}
	s.Put("work/own/wire.py", sandbox.Replaced(s.T, s.Read(right+"wire.py"), "bytes(self.rest + head)", "bytes(head)"))
	s.Put("work/own/chatlab.server", "run python3 server.py\n")
}
