package bench

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// aThousand is the lesson about the simulator. Its specimen breaks a rule with seed 28.
const (
	aThousand   = "14"
	brokenSeed  = "28"
	brokenRule  = "as-observed"
	roomOfACopy = "work/14-a-thousand/server/room.go"
)

// simulating returns the simulation of a lesson in a bench of its own, which ends with the test.
func simulating(t *testing.T, k course.Kit, word string) (*simulation, context.CancelFunc) {
	t.Helper()
	s, _, end := serving(t, k, word)
	return s, end
}

// serving returns also the bench as a handler.
func serving(t *testing.T, k course.Kit, word string) (*simulation, http.Handler, context.CancelFunc) {
	t.Helper()
	l, err := lesson.Find(word)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b := &Bench{Kit: k, Token: "token", Host: "127.0.0.1:80", Report: func(err error) { t.Log(err) }}
	b.Command = func(string) (c program.Command, ok bool) { return c, false }
	handler := b.Handler(ctx)
	t.Cleanup(func() {
		cancel()
		b.Wait()
	})
	return b.simulation(l), handler, cancel
}

// formOf returns what a form asks for.
func formOf(t *testing.T, form string) searchForm {
	t.Helper()
	values, err := url.ParseQuery(form)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := readSearchForm(values)
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

// await waits until something holds, and is asked for after each change.
func await(t *testing.T, s *simulation, what string, holds func() bool) {
	t.Helper()
	l := s.add()
	defer s.remove(l)
	over := time.After(tooLong)
	for {
		s.mu.Lock()
		done := holds()
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-l.wake:
		case <-over:
			t.Fatalf("%s: not in %v; it is %q, %q", what, tooLong, s.phase, s.trouble)
		}
	}
}

// rest waits until nothing is under way, and returns what the last search has found.
func rest(t *testing.T, s *simulation) *searched {
	t.Helper()
	await(t, s, "rest", func() bool { return s.phase == resting })
	return s.last
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestSimulatePasses: a search that finds nothing says what it has tried. Each of its seeds
// can be drawn, and no other. There is nothing to shrink.
func TestSimulatePasses(t *testing.T) {
	t.Parallel()
	s, _ := simulating(t, sandbox.Clone(t), aThousand)
	if err := s.shrink(); err != errNoSearch {
		t.Errorf("shrink before all: %v", err)
	}
	must(t, s.start(formOf(t, "server=reference&seed=3&seeds=5&clients=4&profile=lan")))
	last := rest(t, s)
	if last == nil || last.found != nil || last.stopped || last.result.Seeds != 5 || last.result.Segments == 0 || s.trouble != "" {
		t.Fatalf("%+v %q", last, s.trouble)
	}
	if err := s.shrink(); err != errNothing {
		t.Errorf("shrink: %v", err)
	}
	for _, seed := range []uint64{2, 8} {
		if err := s.drawSeed(seed); err != errNotTried {
			t.Errorf("draw seed %d: %v", seed, err)
		}
	}
	must(t, s.drawSeed(7))
	seen := rest(t, s).seen
	if seen == nil || seen.Case.Seed != 7 || seen.Case.Clients != 4 || seen.Case.Profile != "lan" {
		t.Fatalf("%+v %q", seen, s.trouble)
	}
	for _, want := range []string{"seed 7: no rule is broken", "ana joins", "observer"} {
		if !strings.Contains(string(seen.picture), want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
}

// TestSimulateFindsAndShrinks: a search finds the bug of lesson 14, and draws it with all its
// operations. Shrinking runs the same program, whatever was saved meanwhile. It can be stopped in the
// middle, and begun again. The run before it can still be seen.
func TestSimulateFindsAndShrinks(t *testing.T) {
	sandbox.OfContent(t)
	share.WholeOnly(t)
	t.Parallel()
	box := sandbox.New(t)
	s, bench, _ := serving(t, box.Kit, aThousand)
	must(t, box.Start(s.lesson))
	must(t, s.start(formOf(t, "server=copy&profile=all&seed="+brokenSeed)))
	last := rest(t, s)
	if last == nil || last.found == nil || last.shrunk != nil {
		t.Fatalf("%+v %q", last, s.trouble)
	}
	found := last.found
	if found.Violation.Rule.Name != brokenRule || len(found.Case.Ops) != found.Drawn || found.Replay.Broke != 10 || len(found.picture) == 0 || found.Log.Len() > 0 {
		t.Errorf("found %v, %d of %d operations, %+v, a picture of %d bytes (%s)",
			found.Violation, len(found.Case.Ops), found.Drawn, found.Replay, len(found.picture), found.without)
	}
	box.Put(roomOfACopy, "no Go code")
	must(t, s.shrink())
	await(t, s, "a run", func() bool { return s.done > 0 }) // hundreds are still to come
	s.halt()
	if last = rest(t, s); last.shrunk != nil || last.found != found || s.trouble != "" {
		t.Errorf("shrinking was stopped: %+v %q", last.shrunk, s.trouble)
	}
	must(t, s.shrink())
	last = rest(t, s)
	if last.shrunk == nil || last.found != found {
		t.Fatalf("%+v %q", last, s.trouble)
	}
	shrunk := last.shrunk
	if shrunk.Violation.Rule.Name != brokenRule || 2*len(shrunk.Case.Ops) > shrunk.Drawn || shrunk.Tried == 0 || len(shrunk.picture) == 0 || shrunk.number == found.number {
		t.Errorf("shrunk to %v, %d of %d operations in %d runs, a picture of %d bytes (%s)",
			shrunk.Violation, len(shrunk.Case.Ops), shrunk.Drawn, shrunk.Tried, len(shrunk.picture), shrunk.without)
	}
	if err := s.shrink(); err != errShrunk {
		t.Errorf("shrink again: %v", err)
	}
	showsFailure(t, bench, shrunk)
	must(t, s.start(formOf(t, "server=copy&profile=all&seed="+brokenSeed)))
	if last := rest(t, s); last != nil || !strings.Contains(s.trouble, "room.go:1:1") {
		t.Errorf("a program that does not build: %+v %q", last, s.trouble)
	}
}

// TestSimulateShrinksACrash: a server that panics is a finding like any other. The page shows what
// it printed last.
func TestSimulateShrinksACrash(t *testing.T) {
	share.Slow(t)
	share.WholeOnly(t)
	t.Parallel()
	box := sandbox.New(t)
	s, bench, _ := serving(t, box.Kit, aThousand)
	must(t, box.Start(s.lesson))
	const file = "work/14-a-thousand/server/conn.go"
	const say = "\tc.batch = wire.AppendChat("
	box.Put(file, sandbox.Replaced(t, box.Read(file), say, "\tif len(text) == 5000 {\n\t\tpanic(\"five <thousand>\")\n\t}\n"+say))
	must(t, s.start(formOf(t, "server=copy&profile=lan&seed=1&seeds=60")))
	last := rest(t, s)
	if last == nil || last.found == nil || last.found.Violation.Rule.Name != "survives" {
		t.Fatalf("%+v %q", last, s.trouble)
	}
	must(t, s.shrink())
	last = rest(t, s)
	if last.shrunk == nil || len(last.shrunk.Case.Ops) != 2 {
		t.Fatalf("%+v %q", last.shrunk, s.trouble)
	}
	page := answer(bench, "GET", "/simulate/14/", "").Body.String()
	for _, want := range []string{"panic: five &lt;thousand&gt;", "(*conn).say", "says a line of 5000 bytes", "2 of "} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// showsFailure: the page shows a failure, shrunk and before, and how to see both in a terminal.
func showsFailure(t *testing.T, bench http.Handler, shrunk *drawnRun) {
	t.Helper()
	page := answer(bench, "GET", "/simulate/14/", "").Body.String()
	for _, want := range []string{
		"Seed 28 breaks a rule.", "wifi · " + brokenRule, strconv.Itoa(len(shrunk.Case.Ops)) + " of 170 operations are needed",
		"found in " + strconv.Itoa(shrunk.Tried) + " runs", "Before shrinking: 170 operations",
		"/picture/shrunk?run=", "/picture/found?run=",
		"go tool lab sim --of work/14-a-thousand --seed 28 --shrink=false", "go tool lab sim --of work/14-a-thousand --seed 28 --only ",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	found, smaller := answer(bench, "GET", "/simulate/14/picture/found", "").Body.String(), answer(bench, "GET", "/simulate/14/picture/shrunk", "").Body.String()
	if found == smaller {
		t.Error("shrunk and before it, the picture is the same")
	}
	if strings.Contains(page, "clause P12") || !strings.Contains(smaller, "clause P12") {
		t.Error("what is wrong belongs in the picture, and not beside it too")
	}
}

// TestSimulateStops: somebody can stop a search in the middle, and then begin another one. Only
// one is under way. What was tried counts.
func TestSimulateStops(t *testing.T) {
	t.Parallel()
	s, _ := simulating(t, sandbox.Clone(t), aThousand)
	s.halt() // stops nothing
	must(t, s.start(formOf(t, "server=reference&seed=1&seeds=1000000&profile=lan")))
	await(t, s, "a few seeds", func() bool { return s.phase == searching && s.done > 2 })
	if err := s.start(formOf(t, "server=reference&seed=1&profile=lan")); err != errUnderWay {
		t.Errorf("another search beside it: %v", err)
	}
	if err := s.drawSeed(1); err != errUnderWay {
		t.Errorf("draw a seed during a search: %v", err)
	}
	s.halt()
	last := rest(t, s)
	if last == nil || !last.stopped || !s.stopped || last.result.Seeds < 3 || last.result.Seeds == 1000000 || s.trouble != "" {
		t.Errorf("%+v %q", last, s.trouble)
	}
	must(t, s.start(formOf(t, "server=reference&seed=1&profile=lan")))
	if last := rest(t, s); last == nil || last.stopped || last.result.Seeds != 1 {
		t.Errorf("after it: %+v %q", last, s.trouble)
	}
}

// TestSimulateEndsWithTheBench: when the bench ends, a search ends, and leaves no folder.
func TestSimulateEndsWithTheBench(t *testing.T) {
	s, end := simulating(t, sandbox.Clone(t), aThousand)
	t.Setenv("TMPDIR", t.TempDir())
	must(t, s.start(formOf(t, "server=reference&seed=1&seeds=1000000&profile=lan")))
	await(t, s, "a few seeds", func() bool { return s.done > 2 })
	end()
	s.bench.Wait()
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v %v", left, err)
	}
}
