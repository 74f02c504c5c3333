package agree

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chatlab/lab/browser"
	"chatlab/lab/cli"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// A runningBench is `lab web` in a sandbox.
type runningBench struct {
	address string // of the page that it was asked for
	stop    func() (status int)
}

// startBench starts the bench as a student does, and reads its address.
func startBench(t *testing.T, s sandbox.Sandbox, args ...string) runningBench {
	t.Helper()
	command := sandbox.Command(t, s.Root, append([]string{"web"}, args...)...)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "the bench is at ")
	if err != nil || !found {
		t.Fatalf("lab web prints %q, %v", line, err)
	}
	stop := func() int {
		command.Process.Signal(syscall.SIGINT) // if it has ended, its status says so
		command.Wait()
		return command.ProcessState.ExitCode()
	}
	t.Cleanup(func() { stop() })
	return runningBench{address, stop}
}

// benchSandbox is a sandbox whose pages are files and not links: the bench follows no link out
// of the clone.
func benchSandbox(t *testing.T) sandbox.Sandbox {
	t.Helper()
	s := sandbox.New(t)
	docs := s.Path("docs")
	if info, err := os.Lstat(docs); err == nil && info.Mode()&os.ModeSymlink != 0 {
		if err := os.Remove(docs); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(docs, os.DirFS(sandbox.Clone(t).Path("docs"))); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestLessonOnTheBench: a student takes lesson 3 from its start to green in the browser, with an
// editor beside it; and the page goes on when the bench is started again.
func TestLessonOnTheBench(t *testing.T) {
	share.Slow(t)
	t.Parallel()
	s := benchSandbox(t)
	l, err := lesson.Find("3")
	if err != nil {
		t.Fatal(err)
	}
	bench := startBench(t, s, "3", "--addr", "127.0.0.1:0")
	b := browser.Open(t, bench.address, origin(bench.address))
	b.Size(1280, 1000, false)
	b.Await("document.querySelector('#start')")
	b.Enter("#start") // the first part is done by keyboard
	b.Await("document.querySelector('#guessed')")
	b.AwaitText("#state", "First, guess.")
	benchShot(t, b, "guess")
	forEverybody(t, b, "the guess")
	b.AwaitText("#guess", "What does bruno read?") // the question of the page
	b.TabTo("input[name=words]")
	b.Type("hello world, in one line")
	b.TabTo("input[value=split_write]")
	b.Press(" ")
	b.Go(bench.address) // what is filled in is not lost
	b.Await("document.querySelector('input[name=words]').value === 'hello world, in one line' && document.querySelector('input[value=split_write]').checked")
	b.Enter("#guessed")

	b.AwaitText("#state", "0 of 14 scenarios are green")
	b.AwaitText("#scenarios .failed", "split_write failed, you guessed failed")
	b.AwaitText("#scenarios .score", "You guessed right about 1 of 14")
	b.AwaitText("#look", "Your guess: hello world, in one line")
	b.Await("localStorage.length === 0")
	b.Await("document.querySelectorAll('#look iframe').length === 1")
	benchShot(t, b, "red")
	picturesHaveRoom(t, b, bench.address)

	b.Enter("#hint")
	b.Await("document.querySelectorAll('#hints li').length === 1")
	forEverybody(t, b, "red")
	b.Click(`a[data-scenario="03-half-a-message/long_5000"]`)
	b.AwaitText("#look h2", "03-half-a-message/long_5000")
	b.Eval("document.querySelector('form.run[action=\"run/1\"] button').click()", nil)
	b.AwaitText("#output-1", "0 passed, 1 failed")
	b.AwaitText("#output-1", "exit status 1")
	outputIsWhole(t, b)

	mend(t, s, l)
	b.AwaitText("#state", "14 of 14 scenarios are green")
	b.AwaitText("#state", "Next: lesson 4")
	b.AwaitText("#scenarios", "split_write passed, was failed, you guessed failed")
	b.Await("document.querySelectorAll('#look iframe').length === 2")
	compare(t, b)
	benchShot(t, b, "green")
	forEverybody(t, b, "green")

	b.Go(bench.address)
	b.AwaitText("#state", "14 of 14 scenarios are green")
	b.NoComplaints()

	goesOn(t, s, b, bench)
}

// goesOn starts the bench again, and checks that the page that is open goes on.
func goesOn(t *testing.T, s sandbox.Sandbox, b *browser.Browser, bench runningBench) {
	t.Helper()
	if status := bench.stop(); status != cli.ExitInterrupted {
		t.Errorf("after an interrupt, lab web ends with %d, want %d", status, cli.ExitInterrupted)
	}
	b.AwaitText("#away[role=alert]", "The bench does not answer.") // in the page, for a screen reader
	startBench(t, s, "3", "--addr", strings.TrimPrefix(origin(bench.address), "http://"))
	b.Await("document.querySelector('#away').textContent === ''")
	b.AwaitText("#state", "14 of 14 scenarios are green") // checked again, and nobody had to ask
	b.AwaitText("#scenarios", "split_write passed, you guessed failed")
}

// forEverybody checks that a page of the bench breaks no rule of WCAG 2 that axe-core knows, light
// and dark, wide and narrow. Its frames have pictures, which lab/draw checks.
func forEverybody(t *testing.T, b *browser.Browser, state string) {
	t.Helper()
	b.LoadAxe(sandbox.Clone(t).Root)
	for _, width := range []int{1280, 390} {
		for dark, rules := range map[bool]string{false: browser.AllRules, true: browser.ContrastOnly} {
			b.Size(width, 1000, dark)
			if wrong := b.Violations(rules); wrong != "" {
				t.Errorf("%s, %d pixels wide, dark: %v:\n%s", state, width, dark, wrong)
			}
		}
	}
	b.Size(1280, 1000, false)
}

// mend mends the student's copy, as an editor does.
func mend(t *testing.T, s sandbox.Sandbox, l lesson.Lesson) {
	t.Helper()
	fix, err := patch.Read(s.Path(l.Fix()))
	if err != nil {
		t.Fatal(err)
	}
	changed, err := fix.Apply(s.Path(l.Copy()))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range changed {
		s.Put(l.Copy()+"/"+name, string(text))
	}
}

// origin is the beginning of an address, up to its path.
func origin(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// benchShot takes the screenshot of docs/bench.md with that name, with -update. Without it, the
// file must be there: what it shows depends on the fonts of a machine.
func benchShot(t *testing.T, b *browser.Browser, name string) {
	t.Helper()
	file := sandbox.Clone(t).Path("docs/screenshots/" + name + ".png")
	if *update {
		b.Eval(`Promise.all([...document.querySelectorAll('iframe')].map((frame) => new Promise((ok) => { frame.onload = ok; frame.src = frame.src; })))
			.then(() => new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(ok))))`, nil)
		b.Screenshot(file)
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("%s is missing: run this test with -update", filepath.Base(file))
	}
}

// TestScreenshotsAreShown: docs/bench.md shows each screenshot, and no other.
func TestScreenshotsAreShown(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/bench.md")
	files, err := filepath.Glob(sandbox.Clone(t).Path("docs/screenshots/*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no screenshots: %v", err)
	}
	for _, file := range files {
		if link := "](screenshots/" + filepath.Base(file) + ")"; !strings.Contains(page, link) {
			t.Errorf("docs/bench.md does not show %s", filepath.Base(file))
		}
	}
	if shown := strings.Count(page, "](screenshots/"); shown != len(files) {
		t.Errorf("docs/bench.md shows %d screenshots, and there are %d", shown, len(files))
	}
}
