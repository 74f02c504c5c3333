package cli

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/console"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// TestStudentsWay does lesson 03 as a student does: start, red, mend, green.
func TestStudentsWay(t *testing.T) {
	sandbox.OfContent(t)
	t.Parallel()
	s := sandbox.New(t)
	if status, _, err := s.Lab("start", "3"); status != 0 {
		t.Fatalf("start: %d %s", status, err)
	}
	status, out, _ := s.Lab("check", "3")
	if status != ExitFailed {
		t.Errorf("check of the specimen: exit status %d, want %d\n%s", status, ExitFailed, out)
	}
	for _, want := range []string{
		"testing ./work/03-half-a-message on lesson 3",
		"✓ ./work/03-half-a-message still passes lessons 1, 2: 12 scenarios",
		"[ana] hel⏎",
		"byte 9: the line ends here",
		"──\"hel\"──",
		"again   go tool lab check 3 --run split_write",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the check does not show %q:\n%s", want, out)
		}
	}

	mine := s.Path("work/03-half-a-message/main.go")
	startsNoCopyTwice(t, s, mine)

	status, out, _ = s.Lab("check", "3")
	if status != ExitTrouble || !strings.Contains(out, "does not build") || !strings.Contains(out, "function main is undeclared") {
		t.Errorf("check of a program that does not build: %d, want %d\n%s", status, ExitTrouble, out)
	}

	third, err3 := lesson.Find("3")
	if err3 != nil {
		t.Fatal(err3)
	}
	mend(t, third, mine)
	status, out, _ = s.Lab("check", "3")
	if status != 0 || !strings.Contains(out, "Done: lesson 3.") {
		t.Errorf("check of the mended copy: %d\n%s", status, out)
	}
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(mine, long, long); err != nil { // Go does not cache a test that read a file changed just before
		t.Fatal(err)
	}
	if out, err := goTest(s.Root, "03-half-a-message"); err != nil || !strings.Contains(out, "--- PASS: TestLesson/split_write") {
		t.Errorf("go test in the copy: %v\n%s", err, out)
	}
	if out, err := goTest(s.Root, "03-half-a-message"); err != nil || !strings.Contains(out, "(cached)") {
		t.Errorf("go test in the copy, again: %v, and it is not cached:\n%s", err, out)
	}

	changedAgain(t, s, mine)
}

// startsNoCopyTwice changes a copy, and holds that it stays as it is.
func startsNoCopyTwice(t *testing.T, s sandbox.Sandbox, mine string) {
	t.Helper()
	if err := os.WriteFile(mine, []byte("package main // mine\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	status, _, err := s.Lab("start", "3")
	if text, _ := os.ReadFile(mine); status != ExitFailed || !strings.Contains(err, "exists already") || !strings.Contains(string(text), "mine") {
		t.Errorf("start over a copy: status %d, %q, and main.go is %q", status, err, text)
	}
}

// changedAgain breaks a copy that has passed, and holds that this is noticed.
func changedAgain(t *testing.T, s sandbox.Sandbox, mine string) {
	mended, err := os.ReadFile(mine)
	if err != nil {
		t.Fatal(err)
	}
	// This change does not reach the test binary, where nobody calls the server.
	echoing := strings.Replace(string(mended), "if m != except {", "if true || m != except {", 1)
	if err := os.WriteFile(mine, []byte(echoing), 0o666); err != nil || echoing == string(mended) {
		t.Fatal("nothing was changed: ", err)
	}
	if out, err := goTest(s.Root, "03-half-a-message"); err == nil {
		t.Errorf("go test does not see that the copy has changed:\n%s", out)
	}
	spoilt := strings.Replace(string(mended), "[%s] %s", "<%s> %s", 1)
	if err := os.WriteFile(mine, []byte(spoilt), 0o666); err != nil {
		t.Fatal(err)
	}
	status, out, _ := s.Lab("check", "3")
	if status != ExitFailed || !strings.Contains(out, "This is of an earlier lesson. The server that lesson 3 begins with") {
		t.Errorf("check of a copy in which lesson 1 was broken: %d\n%s", status, out)
	}
}

// mend writes the mended specimen of a lesson into a file.
func mend(t *testing.T, l lesson.Lesson, file string) {
	t.Helper()
	fixed, err := specimen.Mended(sandbox.Clone(t).Root, l)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, fixed["main.go"], 0o666); err != nil {
		t.Fatal(err)
	}
}

// goTest runs a folder below work/ as a Go test.
func goTest(dir, folder string) (out string, err error) {
	test := exec.Command("go", "test", "-vet=off", "-v", "./work/"+folder)
	test.Dir = dir
	all, err := test.CombinedOutput()
	return string(all), err
}

func TestCheckAsJSON(t *testing.T) {
	t.Parallel()
	status, out, errOut := sandbox.New(t).Lab("check", "3", "--server", sandbox.Clone(t).Path("testdata/broken/03-half-a-message"), "--run", "split_*", "--json")
	var report struct {
		Passed, Failed, Trouble int
		Lessons                 []struct {
			Lesson    string
			Scenarios []struct {
				Name, Verdict string
				Steps         []struct{ Source string }
				Failure       *struct {
					Expected struct{ Data string }
					Received struct{ Data string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, out)
	}
	if status != ExitFailed || errOut != "" || report.Failed != 2 || len(report.Lessons) != 1 {
		t.Fatalf("status %d, standard error %q, report %+v", status, errOut, report)
	}
	first := report.Lessons[0].Scenarios[0]
	if first.Name != "split_write" || first.Verdict != "failed" || len(first.Steps) != 11 ||
		first.Failure.Expected.Data != `[ana] hello world\n` || first.Failure.Received.Data != `[ana] hel\n` {
		t.Errorf("the first scenario is %+v", first)
	}
}

// TestAllSkipped: a check in which every scenario is skipped has judged nothing. It says so, and its
// exit status is not that of a pass.
func TestAllSkipped(t *testing.T) {
	t.Parallel()
	for _, more := range []string{"", "--json"} {
		args := append([]string{"check", "12", "--core", "--server", os.Args[0] + " {port}"}, strings.Fields(more)...)
		status, out, err := lab(t, args...)
		if status != ExitTrouble || !strings.Contains(err, "nothing was tested: every scenario was skipped") || !strings.Contains(out, "skipped") {
			t.Errorf("lab %q: status %d, want %d\n%s%s", args, status, ExitTrouble, out, err)
		}
	}
}

// TestCheckOfCopies: only the right copy is graded, never the reference server in its
// place.
func TestCheckOfCopies(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	s := sandbox.New(t)
	for _, c := range []struct{ args, want string }{
		{"check --copies", "there are none below work"},
		{"check 3 --copies", "there is no copy of lesson 3; it would be work/03-half-a-message"},
		{"check 3 --copies --server false", "leave out --server and --mutant"},
	} {
		if status, _, err := s.Lab(strings.Fields(c.args)...); status != ExitUsage || !strings.Contains(err, c.want) {
			t.Errorf("lab %s: status %d, %q; want %q", c.args, status, err, c.want)
		}
	}
	for _, n := range []string{"3", "11"} {
		if status, _, err := s.Lab("start", n); status != 0 {
			t.Fatal(err)
		}
	}
	status, out, _ := s.Lab("check", "--copies", "--run", "split_write")
	if status != ExitFailed || !strings.Contains(out, "testing ./work/03-half-a-message on lesson 3") || strings.Contains(out, "reference") {
		t.Errorf("status %d:\n%s", status, out)
	}
	handedIn := s.Path("class/ana")
	if err := os.CopyFS(handedIn, os.DirFS(s.Path("work/11-private"))); err != nil {
		t.Fatal(err)
	}
	status, _, err := s.Lab("check", "11", "--server", handedIn)
	if status != ExitUsage || !strings.Contains(err, "imports chatlab/work/11-private/server from another folder") {
		t.Errorf("a copy elsewhere: status %d, %q", status, err)
	}
	if status, _, err := s.Lab("sim", "--of", handedIn); status != ExitUsage || !strings.Contains(err, "from another folder") {
		t.Errorf("a copy elsewhere, in the simulator: status %d, %q", status, err)
	}
	link := filepath.Join(t.TempDir(), "clone") // the same folder by another path
	if err := os.Symlink(s.Root, link); err == nil {
		status, out, err := s.Lab("check", "11", "--server", filepath.Join(link, "work", "11-private"), "--run", "only_the_addressee")
		if status != ExitFailed {
			t.Errorf("a copy at its place, by a link: status %d:\n%s%s", status, out, err)
		}
	}
	status, out, _ = s.Lab("check", "11", "--server", "work/11-private", "--run", "only_the_addressee")
	if status != ExitFailed {
		t.Errorf("a copy at its place: status %d:\n%s", status, out)
	}
}

// TestCheckOfAMutantWithATypo: the scenario that the mutant should turn red does not exist.
func TestCheckOfAMutantWithATypo(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Put("testdata/mutants/typo.txtar", "Nobody hears anybody.\nkills: 02-first-chat/no_ekko\n\n"+
		"-- server/room.go old --\n\treturn r.tellLocked(from, lines)\n-- server/room.go new --\n\treturn nil\n")
	status, _, err := s.Lab("check", "--mutant", "typo")
	if status != ExitUsage || !strings.Contains(err, `testdata/mutants/typo.txtar: it kills "02-first-chat/no_ekko", but there is no such scenario`) {
		t.Errorf("status %d, %q", status, err)
	}
}

// TestCheckWithAHalfWrittenScenario: the mistake is reported, and the other scenarios run.
func TestCheckWithAHalfWrittenScenario(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Put("scripts/02-first-chat/half.txtar", "# Half a thought.\nclause P9\nserver\njoni ana\n")
	status, out, _ := s.Lab("check", "2")
	if status != ExitTrouble || !strings.Contains(out, `did you mean "join"?`) || !strings.Contains(out, "8 passed, 0 failed, 1 could not be judged") {
		t.Errorf("status %d:\n%s", status, out)
	}
	if status, out, _ := s.Lab("check", "2", "--run", "no_echo"); status != 0 {
		t.Errorf("another one: status %d:\n%s", status, out)
	}
	s.Lab("start", "3")
	if _, out, _ := s.Lab("check", "3"); !strings.Contains(out, "of lesson 3") || strings.Contains(out, "02-first-chat/half") || strings.Contains(out, "broke it") {
		t.Errorf("it is held against the copy of a later lesson:\n%s", out)
	}
}

func TestCheckManyTimes(t *testing.T) {
	t.Parallel()
	status, out, _ := sandbox.New(t).Lab("check", "2", "--run", "no_echo", "--times", "3")
	if status != 0 || !strings.Contains(out, "3 of 3 runs") {
		t.Errorf("status %d\n%s", status, out)
	}
}

// TestCheckIsInterrupted: an interrupt ends a check at once, and the check says so. Without
// it this check would take hours.
func TestCheckIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var err strings.Builder
	out := writerFunc(func(p []byte) (int, error) {
		cancel() // the first line appears when the check has begun
		return len(p), nil
	})
	status := run(ctx, []string{"check", "--times", "100000"}, &console.Terminal{In: strings.NewReader(""), Out: out, Err: &err})
	if status != ExitInterrupted || !strings.Contains(err.String(), "interrupted") {
		t.Errorf("status %d, want %d: %s", status, ExitInterrupted, err.String())
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// badServers are Go programs that fail only after they have begun to listen. Each has the
// body of serve.
var badServers = []struct {
	name, body string
	status     int
	want       []string // in the story
}{
	{"panics", `panic("out of cheese")`, ExitFailed, []string{
		"the server has ended: exit status 2", "panic: out of cheese",
	}},
	{"ends itself", `os.Exit(0)`, ExitFailed, []string{"the server has ended: exit status 0"}},
	{"prints for ever", `for { fmt.Print(strings.Repeat("\x1b[2Jgarbage", 9999)) }`, ExitTrouble, []string{
		"printed more than 64 MiB", `| \x1b[2Jgarbage`,
	}},
	{"sends for ever", `for { fmt.Fprintf(conn, "%s\n", strings.Repeat("[x] \x1b[2J", 9999)) }`, ExitFailed, []string{
		"the list of who is in the room",
	}},
	{"sends a line without end", `for { fmt.Fprint(conn, "* and on, ") }`, ExitFailed, []string{"no line feed came"}},
	{"resets", `conn.(*net.TCPConn).SetLinger(0); conn.Close()`, ExitFailed, []string{"the server reset the connection"}},
	{"closes at once", `conn.Close()`, ExitFailed, []string{"the server closed the connection"}},
}

func TestServersThatGoWrong(t *testing.T) {
	t.Parallel()
	for _, c := range badServers {
		t.Run(c.name, func(t *testing.T) {
			share.Costly(t)
			t.Parallel()
			dir := t.TempDir()
			source := `package main

import ("fmt"; "net"; "os"; "strings")

var _ = strings.Repeat

func main() {
	ln, err := net.Listen("tcp", os.Args[2])
	if err != nil { panic(err) }
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil { panic(err) }
		go serve(conn)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	fmt.Fprintln(conn, "hello")
	conn.Read(make([]byte, 100))
	` + c.body + `
}
`
			if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o666); err != nil {
				t.Fatal(err)
			}
			slow := "1"
			if c.status == ExitTrouble {
				slow = "10" // so that it prints enough before the limit
			}
			status, out, err := lab(t, "check", "1", "--run", "greeting_and_name", "--keep=none", "--slow", slow, "--server", dir)
			if status != c.status {
				t.Errorf("exit status %d, want %d", status, c.status)
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("the story lacks %q:\n%.4000s%s", want, out, err)
				}
			}
			if strings.Contains(out, "\x1b") {
				t.Error("the server's bytes reach the terminal")
			}
		})
	}
}
