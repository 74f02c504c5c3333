package accounts

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// address returns one of many addresses of different sources.
func address(i int) net.Addr {
	return &net.TCPAddr{IP: net.IPv4(198, 18, byte(i>>8), byte(i)), Port: 40_000}
}

// expect makes a guess and checks the answer.
func expect(t *testing.T, f *File, password string, from net.Addr, want error) {
	t.Helper()
	if err := f.Check(t.Context(), "ana", password, from); err != want {
		t.Errorf("%s: %v, want %v", password, err, want)
	}
}

// guessing runs a test in virtual time, with an account for ana.
func guessing(t *testing.T, opts Options, compare *fakeCompare, test func(*testing.T, *File)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f, _ := open(t, "ana:"+good, opts)
		compare.right = "right"
		test(t, compare.fake(f))
	})
}

// TestLimit: five wrong guesses. Then even the right password is not compared until
// ten seconds later.
func TestLimit(t *testing.T) {
	counted := &fakeCompare{}
	guessing(t, Options{}, counted, func(t *testing.T, f *File) {
		for range 5 {
			expect(t, f, "wrong", home, ErrWrong)
		}
		expect(t, f, "right", home, TooMany{Wait: 10 * time.Second})
		time.Sleep(9 * time.Second)
		expect(t, f, "right", home, TooMany{Wait: time.Second})
		if counted.compares != 5 {
			t.Errorf("%d compares, want 5", counted.compares)
		}
		time.Sleep(time.Second)
		expect(t, f, "wrong", home, ErrWrong)
		expect(t, f, "wrong", home, TooMany{Wait: 10 * time.Second})
		time.Sleep(time.Hour) // fills the bucket, and no more than that
		for range 5 {
			expect(t, f, "wrong", home, ErrWrong)
		}
		expect(t, f, "wrong", home, TooMany{Wait: 10 * time.Second})
	})
}

// TestRightTakesNothingAndGivesNothing: a member may log in as often as it likes. Its
// own password between guesses at another account gives it no more guesses.
func TestRightTakesNothingAndGivesNothing(t *testing.T) {
	guessing(t, Options{}, &fakeCompare{}, func(t *testing.T, f *File) {
		for range 5 {
			for range 10 {
				expect(t, f, "right", home, nil)
			}
			expect(t, f, "wrong", home, ErrWrong)
		}
		expect(t, f, "right", home, TooMany{Wait: 10 * time.Second})
	})
}

// TestStrangersLockNobodyOut: others guess ana's password from many addresses, and
// ana still gets in from hers.
func TestStrangersLockNobodyOut(t *testing.T) {
	guessing(t, Options{}, &fakeCompare{}, func(t *testing.T, f *File) {
		for i := range 100 {
			for range 5 {
				expect(t, f, "wrong", address(i), ErrWrong)
			}
			expect(t, f, "right", address(i), TooMany{Wait: 10 * time.Second})
		}
		expect(t, f, "right", home, nil)
	})
}

// TestGuessesAtOnceAreNoMore: a hundred guesses at the same moment get no further than
// guesses one after the other.
func TestGuessesAtOnceAreNoMore(t *testing.T) {
	slow := &fakeCompare{takes: time.Second}
	guessing(t, Options{Compares: 100}, slow, func(t *testing.T, f *File) {
		var all sync.WaitGroup
		answers := make([]error, 100)
		for i := range answers {
			all.Go(func() { answers[i] = f.Check(t.Context(), "ana", "wrong", home) })
		}
		all.Wait()
		wrong, tooMany := 0, 0
		for _, err := range answers {
			if err == ErrWrong {
				wrong++
			} else if err == (TooMany{Wait: 10 * time.Second}) {
				tooMany++
			}
		}
		if slow.compares != 5 || wrong != 5 || tooMany != 95 {
			t.Errorf("%d compares, %d wrong, %d too many; want 5, 5, 95", slow.compares, wrong, tooMany)
		}
	})
}

// TestCrowdBehindOneAddress: a class comes in at once, with right passwords. Nobody
// is told to wait, even if only one guess was left.
func TestCrowdBehindOneAddress(t *testing.T) {
	guessing(t, Options{Compares: 100}, &fakeCompare{takes: time.Millisecond}, func(t *testing.T, f *File) {
		for range 4 {
			expect(t, f, "wrong", home, ErrWrong)
		}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { expect(t, f, "right", home, nil) })
		}
		all.Wait()
		if n := len(f.guesses.young) + len(f.guesses.old); n != 1 {
			t.Errorf("%d sources are remembered, want one", n)
		}
	})
}

// TestFloodStarvesNobody: of a thousand guesses from one address, at most five wait
// for a turn. So a caller that comes later is at most the sixth.
func TestFloodStarvesNobody(t *testing.T) {
	guessing(t, Options{Compares: 1}, &fakeCompare{takes: time.Second}, func(t *testing.T, f *File) {
		var flood sync.WaitGroup
		for range 1000 {
			flood.Go(func() { f.Check(t.Context(), "ana", "wrong", address(1)) })
		}
		synctest.Wait()
		begun := time.Now()
		expect(t, f, "right", home, nil)
		if took := time.Since(begun); took > 6*time.Second {
			t.Errorf("took %v, want no more than 6s", took)
		}
		flood.Wait()
	})
}

// TestWhoWaitsForAGuessGivesUp: a caller that waits gives up when its context ends.
// That costs no guess.
func TestWhoWaitsForAGuessGivesUp(t *testing.T) {
	guessing(t, Options{Guesses: 1, Compares: 2}, &fakeCompare{takes: time.Minute}, func(t *testing.T, f *File) {
		var first sync.WaitGroup
		first.Go(func() { expect(t, f, "right", home, nil) })
		synctest.Wait()
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		if err := f.Check(soon, "ana", "wrong", home); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("after %v: %v", time.Since(begun), err)
		}
		first.Wait()
		expect(t, f, "right", home, nil)
	})
}

// source returns one of many sources.
func source(i int) netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 32)
}

// guessAt takes a wrong guess out of a source's bucket, and reports whether one was
// left.
func guessAt(g *guesses, i int) bool {
	if settled, err := g.take(source(i)); settled != nil || err != nil {
		return false
	}
	g.settle(source(i), true)
	return true
}

func (g *guesses) remembered() int { return len(g.young) + len(g.old) }

// TestFewAddressesAreRemembered: their number is limited, however many come. A few
// others do not make it forget a source that used up its guesses.
func TestFewAddressesAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuesses(Options{Guesses: 1, GuessEvery: time.Minute, Addresses: 100})
		guessAt(g, 0)
		for i := range 49 {
			guessAt(g, 1+i)
		}
		if guessAt(g, 0) {
			t.Error("49 others, and a source has a guess again")
		}
		most := 0
		for i := range 10_000 {
			guessAt(g, 50+i)
			most = max(most, g.remembered())
		}
		if most != 100 {
			t.Errorf("%d sources were remembered, want 100 at most", most)
		}
	})
}

// TestTheQuietAreForgottenFirst: a source that goes on guessing stays known, however
// many others come and go.
func TestTheQuietAreForgottenFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuesses(Options{Guesses: 1, GuessEvery: time.Minute, Addresses: 100})
		guessAt(g, 0)
		for i := range 10_000 {
			guessAt(g, 1+i)
			if i%40 == 0 && guessAt(g, 0) {
				t.Fatalf("after %d others it has a guess again", i)
			}
		}
	})
}

// TestFullBucketsAreForgotten: a full bucket goes at once if a right guess shows that
// it is full, otherwise after two turns.
func TestFullBucketsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuesses(Options{Guesses: 5, GuessEvery: time.Second, Addresses: 100})
		right := func(i int) {
			g.take(source(i))
			g.settle(source(i), false)
		}
		for i := range 40 {
			guessAt(g, i)
		}
		time.Sleep(5 * time.Second)
		right(99)
		right(0)
		if n := g.remembered(); n != 39 {
			t.Errorf("%d sources are remembered, want 39", n)
		}
		time.Sleep(5 * time.Second)
		right(99)
		if n := g.remembered(); n != 0 {
			t.Errorf("%d sources are remembered, want none", n)
		}
	})
}

// TestReservedIsNeverForgotten: a bucket with a reserved guess stays. Otherwise a
// source could reserve all its guesses, push itself out with other addresses, and
// reserve as many again.
func TestReservedIsNeverForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuesses(Options{Guesses: 1, GuessEvery: time.Minute, Addresses: 10})
		const held = 20 // more than there may be addresses
		for i := range held {
			if settled, err := g.take(source(i)); settled != nil || err != nil {
				t.Fatal("the first guess of a source was not reserved")
			}
		}
		most := 0
		for i := range 1000 {
			guessAt(g, held+i)
			most = max(most, g.remembered())
		}
		for i := range 4 {
			guessAt(g, -1-i)
		}
		if guessAt(g, -1) {
			t.Error("while many are reserved, a wrong guess is soon forgotten")
		}
		for i := range held {
			if guessAt(g, i) {
				t.Errorf("source %d has two guesses at once", i)
			}
			g.settle(source(i), true)
			if guessAt(g, i) {
				t.Errorf("source %d has two guesses", i)
			}
		}
		if most > 10+2*held {
			t.Errorf("%d sources were remembered", most)
		}
	})
}

// TestAnyMixKeepsTheLimit plays guesses at random times that end right, end wrong, or
// take long. In no span of time are there more wrong ones than fit into a bucket and
// come back meanwhile. A source that still has a guess and has none under way is
// never refused.
func TestAnyMixKeepsTheLimit(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { playMix(t, rand.New(rand.NewPCG(seed, 0))) })
		})
	}
}

func playMix(t *testing.T, random *rand.Rand) {
	const most, every = 3, 10 * time.Second
	g := newGuesses(Options{Guesses: most, GuessEvery: every, Addresses: 4})
	var wrong []time.Time
	bucket := float64(most) // a second model of the bucket: a number that grows
	reserved := 0
	for range 500 {
		passed := time.Duration(random.IntN(4000)) * time.Millisecond
		time.Sleep(passed)
		bucket = min(most, bucket+float64(passed)/float64(every))
		if reserved > 0 && random.IntN(2) == 0 {
			isWrong := random.IntN(3) > 0
			g.settle(source(1), isWrong)
			reserved--
			if isWrong {
				wrong = append(wrong, time.Now())
				bucket--
			}
			continue
		}
		settled, err := g.take(source(1))
		got := settled == nil && err == nil
		if want := bucket-float64(reserved) > 1-1e-9; got != want {
			t.Fatalf("%f guesses, %d of them reserved: one more is %t", bucket, reserved, got)
		}
		if err != nil && reserved > 0 {
			t.Fatalf("refused while %d are being looked at: %v", reserved, err)
		}
		if got {
			reserved++
		}
	}
	for i, first := range wrong {
		for n, last := range wrong[i:] {
			if n+1 > most+int(last.Sub(first)/every) {
				t.Fatalf("%d wrong guesses in %v", n+1, last.Sub(first))
			}
		}
	}
}
