package trial

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
	"chatlab/lab/share"
)

var (
	dir    string // removed by TestMain
	shared = sync.OnceValues(func() (*Trial, error) {
		kit, err := course.Find()
		if err != nil {
			return nil, err
		}
		l, err := lesson.Find("3")
		if err != nil {
			return nil, err
		}
		return New(context.Background(), kit, l, dir, 0)
	})
)

func TestMain(m *testing.M) {
	var err error
	if dir, err = os.MkdirTemp("", "trial-*"); err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// onLesson3 returns the trial that the tests share: its servers are built once.
func onLesson3(t *testing.T) *Trial {
	t.Helper()
	tr, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// handedIn makes a hand-in of files.
func handedIn(t *testing.T, files map[string]string) handin.HandIn {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "ana")
	for name, text := range files {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	hs, err := handin.Find(folder)
	if err != nil || len(hs) != 1 {
		t.Fatal(hs, err)
	}
	return hs[0]
}

// try tries files as a hand-in.
func try(t *testing.T, files map[string]string) Result {
	t.Helper()
	r, _, err := onLesson3(t).try(t.Context(), handedIn(t, files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const (
	good = `# Two lines in one write are two lines.
clause P2
server
join ana bruno
send ana 'a\nb\n'
hear bruno ana a
hear bruno ana b
`
	onlyReference = `# The server greets like the reference.
clause P4
server
connect ana
told ana '^Welcome to chatlab'
join ana bruno
send ana 'a\nb\n'
hear bruno ana a
hear bruno ana b
`
	worthless = `# One can join.
clause P4
server
join ana
`
	never = `# Somebody hears of what never happens.
clause P12
server
join ana bruno carla
told carla '^\* never'
`
)

func TestScenarios(t *testing.T) {
	t.Parallel()
	r := try(t, map[string]string{"good.txtar": good, "only.txtar": onlyReference, "worthless.txtar": worthless, "notes.md": "mine"})
	if r.Refused != nil || len(r.Scenarios) != 3 {
		t.Fatalf("%+v", r)
	}
	got, only, nothing := r.Scenarios[0], r.Scenarios[1], r.Scenarios[2]
	if got.Verdict != Valid || got.Catches == 0 || r.Caught != got.Catches || r.Of <= r.Caught {
		t.Errorf("a good scenario: %+v, %d of %d", got, r.Caught, r.Of)
	}
	if nothing.Verdict != Valid || nothing.Catches != 0 {
		t.Errorf("a scenario that proves nothing: %+v", nothing)
	}
	if only.Verdict != Invalid || only.On != "a right server with words and a pace of its own" || only.Line != 5 || only.Catches != 0 || !strings.Contains(only.Expected, "Welcome") {
		t.Errorf("a scenario that only the reference passes: %+v", only)
	}
	text := string(r.Feedback(UsualPoints()))
	for _, want := range []string{"valid:  2 of 3 scenarios", "only.txtar:5: a right server with words", "told ana '^Welcome to chatlab'"} {
		if !strings.Contains(text, want) {
			t.Errorf("the feedback does not say %q:\n%s", want, text)
		}
	}
	for _, target := range onLesson3(t).wrong[1:] { // the first is the specimen, which has the name of the lesson
		name := strings.TrimSuffix(filepath.Base(target.Caption), ".txtar")
		if strings.Contains(text, name) {
			t.Errorf("the feedback names %s", name)
		}
	}
	if strings.Contains(text, os.TempDir()) || strings.Contains(text, onLesson3(t).kit.Root) {
		t.Errorf("the feedback has a path of this machine:\n%s", text)
	}
}

// TestSame: the same hand-in has the same result, except for its times. What is known is not
// tried again.
func TestSame(t *testing.T) {
	share.WholeOnly(t)
	h := handedIn(t, map[string]string{"good.txtar": good, "only.txtar": onlyReference, "never.txtar": never})
	tr := onLesson3(t)
	var told []Result
	each := func(r Result) error { told = append(told, r); return nil }
	first, err := tr.All(t.Context(), []handin.HandIn{h}, nil, each)
	if err != nil || len(told) != 1 {
		t.Fatal(err, told)
	}
	second, err := tr.All(t.Context(), []handin.HandIn{h}, nil, each)
	if err != nil || len(told) != 2 {
		t.Fatal(err, told)
	}
	for _, r := range []*Result{&first[0], &second[0]} {
		r.Times.Took, r.Times.Began = 0, r.Times.Began.Truncate(1<<62)
		for i := range r.Scenarios {
			r.Scenarios[i].Story = ""
		}
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
	third, err := tr.All(t.Context(), []handin.HandIn{h}, first, each)
	if err != nil || len(told) != 2 {
		t.Fatal("it was tried again", err)
	}
	if diff := cmp.Diff(first, third); diff != "" {
		t.Errorf("(-first +third):\n%s", diff)
	}
	if n := tr.Anew([]handin.HandIn{h}, first); n != 0 {
		t.Errorf("%d results are anew on the same servers", n)
	}
	first[0].Key = "of other servers"
	if n, others := tr.Anew([]handin.HandIn{h}, first), tr.Anew(nil, first); n != 1 || others != 0 {
		t.Errorf("on other servers %d results are anew, and %d of hand-ins that are not there", n, others)
	}
}

// TestKitsOwn: the kit's own scenarios do not count, whatever their comments are.
func TestKitsOwn(t *testing.T) {
	text, err := os.ReadFile(onLesson3(t).kit.Path("scripts/03-half-a-message/split_write.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	_, steps, _ := strings.Cut(string(text), "\n")
	r := try(t, map[string]string{"scripts/03-half-a-message/mine.txtar": "# I wrote this.\n" + steps, "scripts/04-how-long-is-a-line/x.txtar": good})
	if r.Refused == nil || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "mine.txtar: the kit has this scenario already") {
		t.Errorf("%+v", r)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := onLesson3(t).All(ctx, []handin.HandIn{handedIn(t, map[string]string{"good.txtar": good})}, nil, nil); err != context.Canceled {
		t.Error(err)
	}
}

// TestUnread: a hand-in that can't be read is shown with its reason, is tried again, and holds up
// nobody. An error of this machine ends all.
func TestUnread(t *testing.T) {
	t.Parallel()
	hs := []handin.HandIn{handedIn(t, map[string]string{"good.txtar": good}), handedIn(t, map[string]string{"good.txtar": good})}
	hs[1].Safe, hs[1].Name = "bo", "bo"
	if err := os.RemoveAll(hs[0].Path); err != nil {
		t.Fatal(err)
	}
	results, err := onLesson3(t).All(t.Context(), hs, nil, func(Result) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if r := results[0]; !r.Open() || !r.Trouble.OfKit() || results[1].Open() {
		t.Errorf("%+v", results)
	}
	var table strings.Builder
	Table(&table, results, UsualPoints())
	if text := table.String(); !strings.Contains(text, "ana      could not be judged  0 of 6  0 of 10 ?\nbo       1 of 1") || !strings.Contains(text, "\nana: open ana: no such file") {
		t.Error(text)
	}
	if text := string(results[0].Feedback(UsualPoints())); !strings.Contains(text, "through no fault of yours") || strings.Contains(text, filepath.Dir(hs[0].Path)) {
		t.Error(text)
	}
	full := errors.New("the disk is full")
	if _, err := onLesson3(t).All(t.Context(), hs, nil, func(Result) error { return full }); err != full {
		t.Error(err)
	}
}

// TestFullDisk: on a full disk nothing is tried, and what was tried while it became full is tried
// again by the next run.
func TestFullDisk(t *testing.T) {
	tr := *onLesson3(t)
	h := handedIn(t, map[string]string{"mine.txtar": "no scenario"})
	looks := 0
	for fullFrom := 1; fullFrom <= 3; fullFrom++ {
		looks = 0
		tr.disk = func(string) (uint64, bool) {
			if looks++; looks >= fullFrom {
				return 0, true
			}
			return handin.LeastRoom, true
		}
		r, _, err := tr.try(t.Context(), h, nil)
		if refused := err != nil; refused != (fullFrom == 1) || r.Open() != (fullFrom == 2) {
			t.Errorf("full at look %d: %+v, %v", fullFrom, r, err)
		}
	}
}
