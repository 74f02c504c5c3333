package class

import (
	"testing"
)

func TestCents(t *testing.T) {
	for points, want := range map[float64]string{0: "0", 7.333333: "7.33", 2.675: "2.68", 10: "10", 0.1 + 0.2: "0.3", 1e6: "1000000", 0.004: "0"} {
		if got := Shown(points); got != want {
			t.Errorf("%v is shown as %s, want %s", points, got, want)
		}
		if rounded := Hundredth(points); Shown(rounded) != want || InCents(rounded) != InCents(points) {
			t.Errorf("%v is rounded to %v, want %s", points, rounded, want)
		}
	}
	if got := (Mark{Got: 7.33, Of: 10}).String(); got != "7.33 of 10" {
		t.Error(got)
	}
}
