package hunt_test

import (
	"context"
	"net"
	"os"
	"runtime"
	"testing"

	"chatlab/lab/hunt"
	"chatlab/lab/sim"
	"chatlab/server"
)

// TestMain lets one goroutine run at a time: then a run can be repeated.
func TestMain(m *testing.M) {
	runtime.GOMAXPROCS(1)
	os.Exit(m.Run())
}

func reference(ctx context.Context, ln net.Listener) error {
	return (&server.Server{}).Serve(ctx, ln)
}

// TestSameSeedSameRun: on the reference server a seed gives the same run each
// time, and every rule holds.
func TestSameSeedSameRun(t *testing.T) {
	for _, p := range sim.Profiles() {
		for seed := range uint64(12) {
			c := hunt.Draw(seed, 3+int(seed%10), p)
			first := hunt.Run(reference, c)
			for _, v := range first.Broken {
				t.Errorf("seed %d on %s breaks %s: %s: %s", seed, p.Name, v.Rule.Name, v.What, v.Line)
			}
			if again := hunt.Run(reference, c); again.Hash != first.Hash {
				t.Errorf("seed %d on %s: another run is another run", seed, p.Name)
			}
		}
	}
}
