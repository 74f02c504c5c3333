package bench

import (
	"context"
	"net"
	"os"
	"testing"

	"go.uber.org/goleak"

	"chatlab/lab/course"
	"chatlab/lab/hunt"
	"chatlab/server"
)

// TestMain makes the test binary a worker that runs the reference server in the simulator, as lab
// is one. After all tests, no goroutine may be left running.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == course.WorkWord {
		serve := func(ctx context.Context, ln net.Listener) error { return new(server.Server).Serve(ctx, ln) }
		os.Exit(hunt.Work(serve, "", os.Stdin, os.Stdout))
	}
	goleak.VerifyTestMain(m)
}
