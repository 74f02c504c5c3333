package hunt_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"chatlab/lab/hunt"
	"chatlab/lab/share"
	"chatlab/lab/trace"
	"chatlab/server"
)

// TestMain lets one goroutine run at a time, so that runs can be repeated. The test
// binary can also be a worker that serves one of workers.
func TestMain(m *testing.M) {
	if serve := workers[os.Getenv(workerVariable)]; serve != nil {
		os.Exit(hunt.Work(serve, "", os.Stdin, os.Stdout))
	}
	runtime.GOMAXPROCS(1)
	os.Exit(m.Run())
}

const workerVariable = "CHATLAB_TEST_WORKER"

func reference(ctx context.Context, ln net.Listener) error {
	return (&server.Server{}).Serve(ctx, ln)
}

// run makes a run in this process.
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

// TestLoose: the rules hold too if ops due at about the same time happen at once, on
// several processors. Here the race detector can find races.
func TestLoose(t *testing.T) {
	share.Slow(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.NumCPU()))
	for seed := range uint64(30) {
		for _, v := range run(t, reference, hunt.Case{Seed: seed, Loose: true}).Broken {
			t.Errorf("seed %d breaks %s: %s: %s", seed, v.Rule.Name, v.What, v.Line)
		}
	}
}

// TestHundreds: a crowd of hundreds keeps the rules, and can be repeated.
func TestHundreds(t *testing.T) {
	share.Slow(t)
	c := hunt.Case{Seed: 1, Clients: 300}
	first, again := run(t, reference, c), run(t, reference, c)
	if len(first.Broken) > 0 || first.Hash != again.Hash {
		t.Errorf("it breaks %v, and gives %s and %s", first.Broken, first.Hash, again.Hash)
	}
}

// TestOneAfterTheOther: ops of the same moment happen in the order of the list, however
// many there are.
func TestOneAfterTheOther(t *testing.T) {
	ops := []hunt.Op{{At: time.Second / 2, Who: "ana", Do: hunt.Join, As: "ana"}}
	for i := range 50 {
		ops = append(ops, hunt.Op{Number: i + 1, At: time.Second, Who: "ana", Do: hunt.Say, Size: 20})
	}
	ops = append(ops, hunt.Op{At: time.Second, Who: "ana", Do: hunt.Leave})
	said, heard := "", ""
	for _, e := range run(t, reference, hunt.Case{Seed: 1, Profile: "lan", Ops: ops}).Log.All() {
		switch {
		case e.Conn == "ana" && e.Dir == trace.FarToServer:
			said += string(e.Data)
		case e.Conn == "observer" && e.Dir == trace.FarToClient && strings.HasPrefix(string(e.Data), "[ana]"):
			heard += string(e.Data)
		}
	}
	for i := range 50 {
		line := fmt.Sprintf("ana %d.0 ", i+1)
		if at := strings.Index(said, line); at < 0 || !strings.Contains(heard, line) {
			t.Fatalf("%q is not said, or not heard", line)
		} else {
			said = said[at:]
		}
	}
}
