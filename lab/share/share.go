// Package share is for tests that try hundreds of servers or every page, and for others that take
// seconds of processor time. Together they take a quarter of an hour, so `go test ./...` draws a
// share of them, drawn anew whenever Go runs them, and a smaller one with -short. All are tried if somebody
// asks for a test by its name (-run), and wherever Variable says so.
//
//   - share.go: what is drawn
package share

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// Variable is the environment variable that says how much is tried. All is everything, as
// in .ci/run. A number is the seed of a share, and draws that share once more.
const (
	Variable = "CHATLAB_TESTS"
	All      = "all"
)

// A choice is what one run of the tests tries.
type choice struct {
	whole bool
	seed  uint64
}

var chosen = sync.OnceValues(func() (choice, error) {
	byName := flag.Lookup("test.run")
	return choose(os.Getenv(Variable), byName != nil && byName.Value.String() != "")
})

// choose returns what is tried. Said is the value of Variable, and byName means that somebody
// asks for tests by their names.
func choose(said string, byName bool) (choice, error) {
	switch {
	case said == All, said == "" && byName:
		return choice{whole: true}, nil
	case said == "":
		return choice{seed: rand.Uint64()}, nil
	}
	seed, err := strconv.ParseUint(said, 10, 64)
	if err != nil {
		return choice{}, fmt.Errorf("%s is %q; it may be %q, or the number that a test printed as its share", Variable, said, All)
	}
	return choice{seed: seed}, nil
}

// places returns n of the numbers from 0 to of-1, in their order.
func (c choice) places(what string, n, of int) []int {
	h := fnv.New64a()
	h.Write([]byte(what))
	some := rand.New(rand.NewPCG(c.seed, h.Sum64())).Perm(of)[:n]
	slices.Sort(some)
	return some
}

// Whole reports whether everything is tried.
func Whole(t *testing.T) bool {
	t.Helper()
	return choiceOf(t).whole
}

func choiceOf(t testing.TB) choice {
	t.Helper()
	c, err := chosen()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Of returns n of all, in their order, or all of them. The draw depends only on the seed
// and on what is drawn, so tests that draw the same get the same.
func Of[T any](t *testing.T, what string, n int, all []T) (some []T) {
	t.Helper()
	c := choiceOf(t)
	if c.whole || n >= len(all) {
		return all
	}
	t.Logf("%d of %d %s are tried; the same once more: %s=%d", n, len(all), what, Variable, c.seed)
	for _, place := range c.places(what, n, len(all)) {
		some = append(some, all[place])
	}
	return some
}

// WholeOnly leaves a long test out of every share: shorter ones try nearly the same.
func WholeOnly(t *testing.T) {
	t.Helper()
	if !Whole(t) {
		t.Skipf("it is long; it is tried with %s=%s, and if -run names it", Variable, All)
	}
}

// Costly skips a costly test unless it is drawn, such as one that starts a kit or a browser: about one of
// oneIn is, or of oneInShort with -short. Benchmarks are never skipped.
func Costly(t testing.TB) {
	t.Helper()
	if _, test := t.(*testing.T); !test {
		return
	}
	in := float64(oneIn)
	if testing.Short() {
		in = oneInShort
	}
	c := choiceOf(t)
	if !c.draws(t.Name(), in) {
		t.Skipf("one of %v costly tests is tried; this one is with %s=%s, and if -run names it", in, Variable, All)
	}
	if !c.whole {
		t.Logf("one of %v costly tests is tried; the same once more: %s=%d", in, Variable, c.seed)
	}
}

const (
	oneIn      = 4
	oneInShort = 12
)

// draws reports whether a test is drawn. About one of in tests is. What a seed draws from more tests it
// draws from fewer, too: what failed with -short is tried without it.
func (c choice) draws(test string, in float64) bool {
	h := fnv.New64a()
	h.Write([]byte(test))
	return c.whole || rand.New(rand.NewPCG(c.seed, h.Sum64())).Float64() < 1/in
}

// Slow leaves a slow test out with -short, unless everything is tried.
func Slow(t testing.TB) {
	t.Helper()
	if testing.Short() && !choiceOf(t).whole {
		t.Skip("it is slow; without -short it runs")
	}
}
