package hunt_test

import (
	"testing"

	"chatlab/lab/hunt"
)

// BenchmarkSeeds makes runs on the reference server, each judged by all rules.
func BenchmarkSeeds(b *testing.B) {
	var segments int64
	seed := uint64(0)
	for b.Loop() {
		o, err := hunt.Run(reference, hunt.Case{Seed: seed})
		if err != nil || len(o.Broken) > 0 {
			b.Fatal(seed, err, o.Broken)
		}
		segments += o.Segments
		seed++
	}
	b.ReportMetric(float64(seed)/b.Elapsed().Seconds(), "seeds/s")
	b.ReportMetric(float64(segments)/b.Elapsed().Seconds(), "segments/s")
}
