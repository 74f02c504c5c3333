package share

import (
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		said          string
		byName, whole bool
		seed          uint64
	}{
		{All, false, true, 0},
		{All, true, true, 0},
		{"", true, true, 0}, // somebody asks for a test by its name
		{"7", false, false, 7},
		{"7", true, false, 7}, // and wants that share once more
	} {
		got, err := choose(c.said, c.byName)
		if want := (choice{c.whole, c.seed}); err != nil || got != want {
			t.Errorf("choose(%q, %v) = %+v, %v; want %+v", c.said, c.byName, got, err, want)
		}
	}
	first, err := choose("", false)
	again, _ := choose("", false)
	if err != nil || first.whole || first == again {
		t.Errorf("two runs try %+v and %+v, %v; want two shares that differ", first, again, err)
	}
	if _, err := choose("some", false); err == nil || !strings.Contains(err.Error(), Variable) {
		t.Errorf("%s=some: %v; want an error that names the variable", Variable, err)
	}
}

// TestPlaces: each place is drawn now and then, a share has as many as it should, in their
// order, and the same seed draws the same.
func TestPlaces(t *testing.T) {
	const n, of = 3, 14
	seen := map[int]bool{}
	for seed := range uint64(100) {
		got := choice{seed: seed}.places("lessons", n, of)
		if len(slices.Compact(slices.Clone(got))) != n || !slices.IsSorted(got) || got[0] < 0 || got[n-1] >= of {
			t.Fatalf("seed %d draws %v; want %d of %d, in their order", seed, got, n, of)
		}
		if again := (choice{seed: seed}).places("lessons", n, of); !slices.Equal(got, again) {
			t.Errorf("seed %d draws %v, then %v", seed, got, again)
		}
		for _, place := range got {
			seen[place] = true
		}
	}
	if len(seen) != of {
		t.Errorf("100 shares have %d of %d places", len(seen), of)
	}
}

// TestDraws: a costly test is drawn now and then, about one of four, and always when
// everything is tried. What is drawn with -short is drawn without it.
func TestDraws(t *testing.T) {
	drawn := 0
	for seed := range uint64(1000) {
		c := choice{seed: seed}
		if c.draws("TestCheck", 4) {
			drawn++
		}
		if c.draws("TestCheck", oneInShort) && !c.draws("TestCheck", oneIn) {
			t.Errorf("seed %d draws it only with -short", seed)
		}
	}
	if drawn < 200 || drawn > 300 {
		t.Errorf("drawn %d times of 1000; want about one of 4", drawn)
	}
	if !(choice{whole: true}).draws("TestCheck", 4) {
		t.Error("left out although everything is tried")
	}
}
