package cli

import (
	"context"
	"net"
	"os"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/hunt"
	"chatlab/server"
)

func simWorkerCommand(*console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:    course.WorkWord,
		Short:  "Make runs in the simulator for another lab",
		Hidden: true,
		Args:   takes(),
		RunE: func(*cobra.Command, []string) error {
			out := os.Stdout // Work hides os.Stdout from the server under test
			return exitError{hunt.Work(serveReference, "", os.Stdin, out), ""}
		},
	}
}

func serveReference(ctx context.Context, ln net.Listener) error {
	return new(server.Server).Serve(ctx, ln)
}
