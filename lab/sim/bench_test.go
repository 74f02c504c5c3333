package sim

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/server"
)

// BenchmarkCrowd lets a crowd talk through the reference server over crowded wifi. Each
// client says a line of 50 bytes every 10 virtual seconds, and all others hear it.
func BenchmarkCrowd(b *testing.B) {
	for _, clients := range []int{10, 100, 1000} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			var segments int64
			var virtual time.Duration
			var memory uint64
			for b.Loop() {
				e, v, m := crowd(clients)
				segments += e
				virtual += v
				memory = max(memory, m)
			}
			b.ReportMetric(float64(segments)/b.Elapsed().Seconds(), "segments/s")
			b.ReportMetric(virtual.Seconds()/b.Elapsed().Seconds(), "virtual-s/s")
			b.ReportMetric(float64(memory)/float64(clients)/1024, "KiB/client")
		})
	}
}

// crowd runs the benchmark for 20 virtual seconds.
func crowd(clients int) (segments int64, virtual time.Duration, memory uint64) {
	run := func(*testing.T) {
		n := New(Options{Seed: 1, Profile: Profiles()[1]})
		ln, err := n.Listen()
		if err != nil {
			panic(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		serving, stop := context.WithCancel(ctx)
		go func() {
			defer cancel() // ends Run
			(&server.Server{}).Serve(serving, ln)
		}()
		for i := range clients {
			name := fmt.Sprintf("guest%d", i)
			line := fmt.Appendf(nil, "%-49d\n", i)
			n.At(time.Duration(i)*time.Millisecond, func() {
				var p *Puppet
				var talk func()
				talk = func() {
					if p.Send(line) {
						n.At(n.Elapsed()+10*time.Second, talk)
					}
				}
				p = n.Puppet(name, Sees{Open: func() { p.Send([]byte(name + "\n")); n.At(n.Elapsed()+10*time.Second, talk) }})
			})
		}
		n.At(19*time.Second, func() {
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			memory = stats.HeapInuse + stats.StackInuse
		})
		n.At(20*time.Second, stop)
		n.Run(ctx)
		segments, virtual = n.Segments(), n.Elapsed()
	}
	synctest.Test(&testing.T{}, run)
	return segments, virtual, memory
}
