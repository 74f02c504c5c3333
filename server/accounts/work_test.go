package accounts

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A fakeCompare takes the place of bcrypt: it counts compares, and accepts one
// password.
type fakeCompare struct {
	right string
	takes time.Duration // of virtual time

	mu       sync.Mutex // guards all below
	rounds   int        // 2^cost for each compare
	compares int
	now      int // compares under way
	most     int // at the same time
}

func (c *fakeCompare) compare(hash, password string) bool {
	c.mu.Lock()
	c.rounds += 1 << costOf(hash)
	c.compares++
	c.now++
	c.most = max(c.most, c.now)
	c.mu.Unlock()
	if c.takes > 0 {
		time.Sleep(c.takes) // synctest runs this in virtual time
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now--
	return password == c.right
}

// fake makes a file use this compare.
func (c *fakeCompare) fake(f *File) *File {
	f.comparer.compare = c.compare
	return f
}

// TestWrongIsTheSameWork: the time of a refusal tells nothing. The test counts
// rounds, not time.
func TestWrongIsTheSameWork(t *testing.T) {
	mixed := "cheap:" + withCost("05") + "\nmiddle:" + withCost("08") + "\ndear:" + withCost("12") + "\n"
	long := strings.Repeat("x", 73)
	for _, c := range []struct {
		text, name, password string
		rounds               int
	}{
		{mixed, "dear", "wrong", 1 << 12},
		{mixed, "cheap", "wrong", 1 << 12},
		{mixed, "middle", "wrong", 1 << 12},
		{mixed, "nobody", "wrong", 1 << 12},
		{mixed, "nobody", "right", 1 << 12},
		{mixed, "not a name", "wrong", 1 << 12},
		{mixed, "cheap", "", 1 << 12},
		{mixed, "cheap", long, 1 << 12},
		{mixed, "dear", long, 1 << 12},
		{mixed, "nobody", long, 1 << 12},
		{"cheap:" + withCost("05"), "nobody", "wrong", 1 << 5},
		{"cheap:" + withCost("05"), "cheap", "wrong", 1 << 5},
		{"", "nobody", "wrong", 1 << usualCost},
	} {
		counted := &fakeCompare{right: "right"}
		f, _ := open(t, c.text, Options{MembersOnly: true})
		if err := counted.fake(f).Check(t.Context(), c.name, c.password, home); err != ErrWrong {
			t.Errorf("%s with %q: %v", c.name, c.password, err)
		}
		if counted.rounds != c.rounds {
			t.Errorf("%s with %q: %d rounds, want %d", c.name, c.password, counted.rounds, c.rounds)
		}
	}
}

// TestTooLongAndRightSoFarIsTheSameWork: a password that is too long costs the same
// work, whether or not its first 72 bytes are right. Otherwise a clock would show
// which.
func TestTooLongAndRightSoFarIsTheSameWork(t *testing.T) {
	counted := &fakeCompare{right: strings.Repeat("x", 72)}
	f, _ := open(t, "cheap:"+withCost("05")+"\ndear:"+withCost("12"), Options{})
	if err := counted.fake(f).Check(t.Context(), "cheap", counted.right+"x", home); err != ErrWrong || counted.rounds != 1<<12 {
		t.Errorf("%v after %d rounds, want %v after %d", err, counted.rounds, ErrWrong, 1<<12)
	}
}

// TestComparesAreFew: a client with many addresses does not get all the cores.
func TestComparesAreFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeCompare{right: "right", takes: time.Second}
		f, _ := open(t, "ana:"+good, Options{Compares: 2})
		slow.fake(f)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() { f.Check(t.Context(), "ana", "wrong", address(i)) })
		}
		all.Wait()
		if slow.most != 2 || slow.compares != 20 {
			t.Errorf("%d compares, at most %d at once; want 20 and 2", slow.compares, slow.most)
		}
	})
}

// TestWhoWaitsForATurnGivesUp: a caller that waits gives up when its context ends. That
// costs no compare and no guess, and another caller gets the slot.
func TestWhoWaitsForATurnGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeCompare{right: "right", takes: time.Minute}
		f, _ := open(t, "ana:"+good, Options{Compares: 1, Guesses: 1})
		slow.fake(f)
		var all sync.WaitGroup
		all.Go(func() { f.Check(t.Context(), "ana", "wrong", address(1)) })
		synctest.Wait()
		begun := time.Now()
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := f.Check(soon, "ana", "wrong", home); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		if slow.compares != 1 {
			t.Errorf("%d compares began, want 1", slow.compares)
		}
		if err := f.Check(t.Context(), "ana", "right", home); err != nil {
			t.Errorf("then, with the right one: %v", err)
		}
		all.Wait()
	})
}

// TestPanickingCompareHoldsNothing: a caller that recovers from the panic still has
// all slots and all guesses.
func TestPanickingCompareHoldsNothing(t *testing.T) {
	f, _ := open(t, "ana:"+good, Options{Compares: 1, Guesses: 1})
	f.comparer.compare = func(hash, password string) bool { panic("bcrypt") }
	func() {
		defer func() { recover() }()
		f.Check(t.Context(), "ana", "x", home)
	}()
	(&fakeCompare{right: "right"}).fake(f)
	ended, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	if err := f.Check(ended, "ana", "right", home); err != nil {
		t.Error(err)
	}
}

// TestMembersDoNotWaitForThoseWhoGuess: 800 connections from 160 addresses guess
// without end. Each member that comes is in after two compares: the one under way,
// and its own.
func TestMembersDoNotWaitForThoseWhoGuess(t *testing.T) {
	const takes, sources, each = 80 * time.Millisecond, 160, 5
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeCompare{right: "right", takes: takes}
		f, _ := open(t, "ana:"+withCost("05"), Options{Compares: 1})
		slow.fake(f)
		ctx, cancel := context.WithCancel(t.Context())
		var guessing sync.WaitGroup
		for i := range sources * each {
			from := &net.TCPAddr{IP: net.IPv4(10, 0, byte(i/each), 1), Port: i + 1}
			guessing.Go(func() {
				for ctx.Err() == nil {
					if f.Check(ctx, "ana", "wrong", from) != ErrWrong {
						time.Sleep(takes) // this one is told to wait
					}
				}
			})
		}
		for range 20 {
			time.Sleep(time.Second)
			began := time.Now()
			if err := f.Check(t.Context(), "ana", "right", home); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > 2*takes {
				t.Errorf("a member is in after %v", took)
			}
		}
		cancel()
		guessing.Wait()
	})
}

// TestMembersDoNotWaitForTheFirstGuesses: 160 addresses guess for the first time, and
// each has several guesses under way. A caller with one guess waits for none of them.
func TestMembersDoNotWaitForTheFirstGuesses(t *testing.T) {
	const takes, sources, each = 80 * time.Millisecond, 160, 5
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeCompare{right: "right", takes: takes}
		f, _ := open(t, "ana:"+withCost("05"), Options{Compares: 1})
		slow.fake(f)
		var all sync.WaitGroup
		for wave := range each {
			for i := range sources {
				from := &net.TCPAddr{IP: net.IPv4(10, 0, byte(i), 1), Port: wave + 1}
				all.Go(func() { f.Check(t.Context(), "ana", "wrong", from) })
			}
			synctest.Wait()
			all.Go(func() {
				began := time.Now()
				from := &net.TCPAddr{IP: net.IPv4(10, 1, byte(wave), 1), Port: 1}
				if err := f.Check(t.Context(), "ana", "right", from); err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took > (1+each)*takes {
					t.Errorf("the member after wave %d is in after %v", wave, took)
				}
			})
			synctest.Wait()
		}
		all.Wait()
	})
}

// A gone is a context that has ended, but says so only when it is asked.
type gone struct{ context.Context }

func (gone) Err() error { return context.Canceled }

// TestGoneCallersCostNoCompare: a caller that has gone costs no compare and no guess,
// even if a slot is free.
func TestGoneCallersCostNoCompare(t *testing.T) {
	compare := &fakeCompare{right: "right"}
	f, _ := open(t, "ana:"+good, Options{Guesses: 1})
	compare.fake(f)
	for range 10 {
		if err := f.Check(gone{t.Context()}, "ana", "wrong", home); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if compare.compares > 0 {
		t.Errorf("%d compares, want none", compare.compares)
	}
	if err := f.Check(t.Context(), "ana", "right", home); err != nil {
		t.Error(err)
	}
}

// TestTurnsAreHandedOn: a slot that is given to a caller whose time is over is not
// lost.
func TestTurnsAreHandedOn(t *testing.T) {
	turns := turns{free: 1}
	for range 1000 {
		if !turns.take(t.Context(), 0) {
			t.Fatal("no turn is left")
		}
		ctx, cancel := context.WithCancel(t.Context())
		var waiting sync.WaitGroup
		for wrong := range 3 {
			waiting.Go(func() {
				if turns.take(ctx, wrong) {
					turns.give()
				}
			})
		}
		waiting.Go(cancel)
		turns.give()
		waiting.Wait()
	}
	if turns.free != 1 || len(turns.waiting) > 0 {
		t.Errorf("%d turns are free, %d are waited for", turns.free, len(turns.waiting))
	}
}
