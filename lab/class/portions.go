package class

import (
	"math"
	"slices"
)

// A Portion is what a scenario has earned, and of how much.
type Portion struct{ Got, Of Cents }

// Portions rounds the parts of a mark to hundredths so that they add up to the mark. What was
// earned and what was lost is divided separately, so that a scenario that has passed has all
// of its points: three scenarios may be worth 2.67, 2.67 and 2.66.
func (m Mark) Portions() []Portion {
	got, lost := make([]float64, len(m.Parts)), make([]float64, len(m.Parts))
	for i, part := range m.Parts {
		got[i], lost[i] = part.Got, part.Of-part.Got
	}
	earned, missed := divide(InCents(m.Got), got), divide(InCents(m.Of)-InCents(m.Got), lost)
	all := make([]Portion, len(m.Parts))
	for i := range all {
		all[i] = Portion{earned[i], earned[i] + missed[i]}
	}
	return all
}

// divide divides a sum by the largest remainder method. What has no weight gets nothing.
func divide(sum Cents, weights []float64) []Cents {
	all, order := make([]Cents, len(weights)), []int{}
	for i, weight := range weights {
		if weight <= 0 {
			continue
		}
		all[i] = Cents(math.Floor(weight * 100))
		sum -= all[i]
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		left := func(i int) float64 { return weights[i]*100 - math.Floor(weights[i]*100) }
		return -compare(left(a), left(b))
	})
	for n := 0; sum > 0 && len(order) > 0; n++ {
		all[order[n%len(order)]]++
		sum--
	}
	for n := len(order) - 1; sum < 0 && n >= 0; n-- { // rounding was in our favor
		if all[order[n]] > 0 {
			all[order[n]]--
			sum++
		}
	}
	return all
}

// compare compares remainders. Nearly equal ones are equal: their order must not depend on
// how a machine computes.
func compare(a, b float64) int {
	switch {
	case math.Abs(a-b) < 1e-6:
		return 0
	case a < b:
		return -1
	}
	return 1
}
