package hunt_test

import (
	"fmt"
	"testing"

	"chatlab/lab/hunt"
)

// BenchmarkSeeds makes runs on the reference server, each judged by all rules, in one
// goroutine: with crowds drawn from seeds, with the smallest, and with crowds on one
// good network.
func BenchmarkSeeds(b *testing.B) {
	for _, c := range []struct {
		name string
		like hunt.Case
	}{
		{"as drawn", hunt.Case{}},
		{"3 clients", hunt.Case{Clients: 3}},
		{"100 clients", hunt.Case{Clients: 100}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var segments int64
			var virtual float64
			seed := uint64(0)
			for b.Loop() {
				c.like.Seed = seed
				o, err := hunt.Run(reference, c.like)
				if err != nil || len(o.Broken) > 0 {
					b.Fatal(seed, err, o.Broken)
				}
				segments += o.Segments
				virtual += o.Virtual.Seconds()
				seed++
			}
			b.ReportMetric(float64(seed)/b.Elapsed().Seconds(), "seeds/s")
			b.ReportMetric(float64(segments)/b.Elapsed().Seconds(), "segments/s")
			b.ReportMetric(virtual/b.Elapsed().Seconds(), "virtual-s/s")
		})
	}
}

// BenchmarkShrink shrinks about 150 operations. The broken server sends a notice only
// to the observer.
func BenchmarkShrink(b *testing.B) {
	for _, clients := range []int{12, 100} {
		b.Run(fmt.Sprint(clients, " clients"), func(b *testing.B) {
			runs := hunt.Here(forgets)
			found, err := hunt.Search{Runs: runs, Seeds: 50, Like: hunt.Case{Clients: clients}}.Run(b.Context())
			if err != nil || found.Found == nil {
				b.Fatal("not found: ", err)
			}
			tried, drawn, left := 0, 0, 0
			for b.Loop() {
				whole, err := found.Found.Full()
				if err != nil {
					b.Fatal(err)
				}
				small, n, err := hunt.Shrink{Runs: runs, Rule: found.Outcome.Broken[0].Rule.Name}.Case(b.Context(), whole)
				if err != nil {
					b.Fatal(err)
				}
				tried, drawn, left = n, len(whole.Ops), len(small.Ops)
			}
			b.ReportMetric(float64(tried), "runs")
			b.ReportMetric(float64(drawn), "operations")
			b.ReportMetric(float64(left), "left")
		})
	}
}
