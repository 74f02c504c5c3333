package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// watched starts the first lesson in a sandbox and watches it without a keyboard. It
// returns the file to save.
func watched(t *testing.T) (p *person, file string, end func() error) {
	t.Helper()
	s, first := sandbox.New(t), lesson.All[0]
	s.Lab("start", first.ID())
	p, end = watchedIn(t, s, first)
	return p, s.Path(first.Copy() + "/main.go"), end
}

// watchedIn watches a copy in a sandbox without a keyboard.
func watchedIn(t *testing.T, s sandbox.Sandbox, l lesson.Lesson) (p *person, end func() error) {
	t.Helper()
	p = newPerson(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- watchLessons(ctx, s.Kit, &console.Terminal{In: strings.NewReader(""), Out: p, Err: p}, nil, l)
	}()
	end = func() error { cancel(); return <-ended }
	t.Cleanup(func() { cancel() })
	return p, end
}

// save replaces the file in one step, as a careful editor does.
func save(t *testing.T, file, text string) {
	t.Helper()
	whole := filepath.Join(t.TempDir(), "whole")
	if err := os.WriteFile(whole, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(whole, file); err != nil {
		t.Fatal(err)
	}
}

// TestWatch: a verdict follows every save.
func TestWatch(t *testing.T) {
	t.Parallel()
	p, file, end := watched(t)
	p.sees("watching work/01-one-at-a-time: ")
	p.sees("again   go tool lab check 1 --run second_caller_served")
	p.sees("1 of 4 scenarios of lesson 1 passed, ")
	broken, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	mend(t, lesson.All[0], file)
	p.sees("checking, since you saved main.go")
	p.sees("Done: lesson 1.")
	p.sees("4 of 4 scenarios of lesson 1 passed, ")
	save(t, file, strings.Replace(string(broken), "package", "pakage", 1))
	p.sees("the Go code does not build")
	p.sees("main.go:")
	save(t, file, string(broken))
	p.sees("1 of 4 scenarios of lesson 1 passed, ")
	if err := os.RemoveAll(filepath.Dir(file)); err != nil {
		t.Fatal(err)
	}
	p.sees("there is no copy of lesson 1 in work/01-one-at-a-time; go tool lab start 1 makes one")
	var exit exitError
	if err := end(); !errors.As(err, &exit) || exit.status != ExitInterrupted || !strings.Contains(exit.text, "is not watched any more") {
		t.Errorf("interrupted: %v", err)
	}
}

// TestWatchBeginsAnew: a save in the middle of a check ends that check. Its verdict is
// never shown.
func TestWatchBeginsAnew(t *testing.T) {
	t.Parallel()
	p, file, end := watched(t)
	p.sees("checking\n")
	mend(t, lesson.All[0], file)
	if before := p.sees("checking, since you saved main.go"); strings.Contains(before, " passed, ") {
		t.Errorf("a verdict was told before: %s", before)
	}
	if story := p.sees("passed, "); strings.Contains(story, "✗") || !strings.Contains(story, "Done: lesson 1.") {
		t.Errorf("the first verdict is not that of the second check: %s", story)
	}
	end()
}

// TestWatchOwnBuilds: a build writes into the folder that is watched. That is no save, so each
// save has one check.
func TestWatchOwnBuilds(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	if status, out, err := s.Lab("start", "own", "--in", "go"); status != 0 {
		t.Fatalf("status %d\n%s%s", status, out, err)
	}
	p, end := watchedIn(t, s, lesson.Own)
	one := func() {
		t.Helper()
		if seen := p.sees("0 of 1 scenarios of the stages so far passed, "); strings.Count(seen, "checking") != 1 {
			t.Errorf("more than one check:\n%s", seen)
		}
	}
	one()
	file := "work/own/main.go"
	save(t, s.Path(file), strings.Replace(s.Read(file), "Welcome!", "Hello!", 1))
	one()
	save(t, s.Path(file), strings.Replace(s.Read(file), "package", "pakage", 1))
	p.sees("the server does not build")
	end()
}

// TestWatchNeedsACopy: watch refuses a lesson without a copy.
func TestWatchNeedsACopy(t *testing.T) {
	t.Parallel()
	if status, _, err := sandbox.New(t).Lab("watch", "1"); status != ExitFailed || !strings.Contains(err, "go tool lab start 1") {
		t.Errorf("status %d: %s", status, err)
	}
}

// TestWatchWithoutProgress: the verdict is shown even if progress can't be saved.
func TestWatchWithoutProgress(t *testing.T) {
	t.Parallel()
	p, file, end := watched(t)
	p.sees("1 of 4 scenarios of lesson 1 passed, ")
	book := filepath.Join(filepath.Dir(filepath.Dir(file)), ".lab", "progress.json")
	if err := errors.Join(os.Remove(book), os.Mkdir(book, 0o777)); err != nil { // a folder can't be read as the book
		t.Fatal(err)
	}
	mend(t, lesson.All[0], file)
	p.sees("Done: lesson 1.")
	p.sees("your progress was not saved: ")
	p.sees("4 of 4 scenarios of lesson 1 passed, ")
	end()
}
