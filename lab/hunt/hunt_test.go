package hunt_test

import (
	"context"
	"net"
	"os"
	"runtime"
	"testing"

	"chatlab/lab/hunt"
	"chatlab/server"
)

// TestMain lets one goroutine run at a time: then a run can be repeated. It
// also lets the test binary be a worker, for the servers that workers names.
func TestMain(m *testing.M) {
	if serve := workers[os.Getenv(workerVariable)]; serve != nil {
		os.Exit(hunt.Work(serve, os.Stdin, os.Stdout))
	}
	runtime.GOMAXPROCS(1)
	os.Exit(m.Run())
}

const workerVariable = "CHATLAB_TEST_WORKER"

func reference(ctx context.Context, ln net.Listener) error {
	return (&server.Server{}).Serve(ctx, ln)
}

// run makes a run here.
func run(t *testing.T, serve hunt.Serve, c hunt.Case) hunt.Outcome {
	t.Helper()
	o, err := hunt.Run(serve, c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestSameSeedSameRun: on the reference server a seed gives the same run each
// time, and every rule holds.
func TestSameSeedSameRun(t *testing.T) {
	for seed := range uint64(60) {
		first := run(t, reference, hunt.Case{Seed: seed})
		for _, v := range first.Broken {
			t.Errorf("seed %d breaks %s: %s: %s", seed, v.Rule.Name, v.What, v.Line)
		}
		if again := run(t, reference, hunt.Case{Seed: seed}); again.Hash != first.Hash {
			t.Errorf("seed %d: another run is another run", seed)
		}
	}
}
