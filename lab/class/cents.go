package class

import (
	"math"
	"strconv"
)

// Cents are hundredths of a point, which is what grade books keep. All marks are rounded and
// written here, so that every view has the same numbers.
type Cents int

// InCents rounds points to hundredths.
func InCents(points float64) Cents { return Cents(math.Round(points * 100)) }

// String writes cents as points, such as 7.33, without an exponent.
func (c Cents) String() string { return strconv.FormatFloat(c.Points(), 'f', -1, 64) }

// Points returns cents as points.
func (c Cents) Points() float64 { return float64(c) / 100 }

// Hundredth rounds points to hundredths.
func Hundredth(points float64) float64 { return InCents(points).Points() }

// Shown writes points rounded to hundredths, such as 7.33.
func Shown(points float64) string { return InCents(points).String() }
