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
		var got, of class.Cents
		for i, p := range m.Portions() {
			got, of = got+p.Got, of+p.Of
			part := m.Parts[i]
			if p.Got < 0 || p.Got > p.Of || part.Got == part.Of && p.Got != p.Of || part.Got == 0 && p.Got != 0 {
				t.Fatalf("%s: %v of %v became %d of %d", how, part.Got, part.Of, p.Got, p.Of)
			}
			if d := p.Of.Points() - part.Of; d > 0.02 || d < -0.02 {
				t.Fatalf("%s: %v points became %v", how, part.Of, p.Of.Points())
			}
		}
		if got != class.InCents(m.Got) || of != class.InCents(m.Of) {
			t.Fatalf("%s: %d of %d in all, want %d of %d", how, got, of, class.InCents(m.Got), class.InCents(m.Of))
		}
	}
}
