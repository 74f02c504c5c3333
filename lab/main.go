// Command lab is the kit's one program: a chat server and a client, lessons
// that break servers, and the checks that prove them mended.
//
//	go tool lab help
//
// Each subcommand has a file of its own, named after it. To add one, copy
// lessons.go and put its function into the table below; help, completion and
// docs/lab.md follow. What a command does beyond reading its flags belongs
// into a package under lab/.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"chatlab/lab/draw"

	"github.com/spf13/cobra"
)

// Exit statuses, the same for every command.
const (
	exitFailed      = 1   // a check is red, or the command could not do its work
	exitUsage       = 2   // the command line was wrong
	exitTrouble     = 3   // nothing is red, but something could not be judged
	exitInterrupted = 130 // stopped by an interrupt, as shells count it
)

// commands is every subcommand, in the order of help.
var commands = []func(*terminal) *cobra.Command{
	lessonsCommand,
	startCommand,
	checkCommand,
	watchCommand,
	hintCommand,
	solutionCommand,
	newCommand,
	vetCommand,
	serverCommand,
	clientCommand,
	accountCommand,
	simCommand,
	proxyCommand,
	drawCommand,
	doctorCommand,
	completionCommand,
	simWorkerCommand,
}

// An exitError ends the program with a status. Without a text, what there was
// to say has been said.
type exitError struct {
	status int
	text   string
}

func (e exitError) Error() string { return e.text }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt is the system's: at once
	os.Exit(run(ctx, os.Args[1:], &terminal{os.Stdin, os.Stdout, os.Stderr}))
}

// run runs one command line and returns its exit status.
func run(ctx context.Context, args []string, t *terminal) int {
	started := false
	root := &cobra.Command{
		Use:           "lab",
		Short:         "Learn TCP by breaking a chat server",
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: "go tool lab"},
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			if err := c.ValidateFlagGroups(); err != nil { // Cobra itself looks later, when it has started
				return err
			}
			started = true
			return nil
		},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp) // unless a flag says otherwise
	root.SetArgs(args)
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	for _, command := range commands {
		root.AddCommand(command(t))
	}
	ran, err := root.ExecuteContextC(ctx)
	// An error may quote anything, and most do so with care; CleanLines is the last wall.
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		if exit.text != "" {
			fmt.Fprintf(t.err, "lab: %s\n", draw.CleanLines(exit.text))
		}
		return exit.status
	case !started:
		fmt.Fprintf(t.err, "lab: %s\nusage: %s\nmore: %s --help\n", draw.CleanLines(err.Error()), ran.UseLine(), ran.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(t.err, "lab: %s\n", draw.CleanLines(err.Error()))
	return exitFailed
}
