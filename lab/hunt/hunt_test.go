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

// TestLoose: where what is due at about the same time happens at once, on more
// than one processor, the rules hold as well. With the race detector this is
// where it has something to see.
func TestLoose(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.NumCPU()))
	for seed := range uint64(30) {
		for _, v := range run(t, reference, hunt.Case{Seed: seed, Loose: true}).Broken {
			t.Errorf("seed %d breaks %s: %s: %s", seed, v.Rule.Name, v.What, v.Line)
		}
	}
}

// TestHundreds: a crowd of hundreds keeps the rules, and can be repeated.
func TestHundreds(t *testing.T) {
	c := hunt.Case{Seed: 1, Clients: 300}
	first, again := run(t, reference, c), run(t, reference, c)
	if len(first.Broken) > 0 || first.Hash != again.Hash {
		t.Errorf("it breaks %v, and gives %s and %s", first.Broken, first.Hash, again.Hash)
	}
}
