package marks

import (
	"math/rand/v2"
	"testing"

	"chatlab/lab/class"
)

// TestPortionsAddUp: portions add up to the mark, what has passed has all of its points, and
// none is further than a hundredth from the part of the mark.
func TestPortionsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		points := class.Points{About: float64(r.IntN(1000)) / 64, Rest: float64(r.IntN(5)), Hidden: float64(r.IntN(3)), Trouble: map[string]float64{"limit": r.Float64(), "kit": class.Excluded}}
		how := someHow(r)
		m := points.Mark(result(how))
		var got, of cents
		for i, p := range portions(m) {
			got, of = got+p.got, of+p.of
			part := m.Parts[i]
			if p.got < 0 || p.got > p.of || part.Got == part.Of && p.got != p.of || part.Got == 0 && p.got != 0 {
				t.Fatalf("%s: %v of %v became %d of %d", how, part.Got, part.Of, p.got, p.of)
			}
			if d := p.of.float() - part.Of; d > 0.02 || d < -0.02 {
				t.Fatalf("%s: %v points became %v", how, part.Of, p.of.float())
			}
		}
		if got != inCents(m.Got) || of != inCents(m.Of) {
			t.Fatalf("%s: %d of %d in all, want %d of %d", how, got, of, inCents(m.Got), inCents(m.Of))
		}
	}
}
