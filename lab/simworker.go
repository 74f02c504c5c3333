package main

import (
	"context"
	"net"
	"os"

	"github.com/spf13/cobra"

	"chatlab/lab/hunt"
	"chatlab/server"
)

// workWord is the command by which lab makes another lab run the reference
// server in the simulator. It is for nobody else.
const workWord = "sim-worker"

func simWorkerCommand(*terminal) *cobra.Command {
	return &cobra.Command{
		Use:    workWord,
		Short:  "Make runs in the simulator for another lab",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			out := os.Stdout // Work takes the name from the server under test
			return exitError{hunt.Work(serveReference, "", os.Stdin, out), ""}
		},
	}
}

func serveReference(ctx context.Context, ln net.Listener) error {
	return new(server.Server).Serve(ctx, ln)
}
