package program

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// TestLookLeavesNothing: a process that is being started inherits all open sockets for a
// moment. When choosePort has found a free port, nobody may listen on it, not even such a
// process. We would mistake it for the program that we wait for.
func TestLookLeavesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var starting sync.WaitGroup
	defer starting.Wait()
	defer cancel()
	for range 2 {
		starting.Go(func() {
			for ctx.Err() == nil {
				exec.Command(os.Args[0], "-test.run=^$").Run()
			}
		})
	}
	for range 50 {
		at, err := choosePort(t.Context(), firstPort, lastPort)
		if err != nil {
			t.Fatal(err)
		}
		listens, _ := listening(hostPort(at.port))
		at.release()
		if listens {
			t.Fatalf("port %d was free, and now somebody listens there", at.port)
		}
	}
}
