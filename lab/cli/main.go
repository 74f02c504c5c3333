// Package cli is the command line of the lab: what its commands are called, their flags
// and help, and what they print.
//
// Each command has a file of its own, named after it. To add one, copy lessons.go and put
// its function into the table below; help, completion and docs/lab.md follow. What a
// command does beyond reading its flags and printing belongs into another package under
// lab/: what a student or teacher has in the clone, into course.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/guard"
)

// Exit statuses, the same for every command.
const (
	ExitFailed      = 1   // a check is red, or the command could not do its work
	ExitUsage       = 2   // the command line was wrong
	ExitTrouble     = 3   // nothing is red, but the kit could not do its work; lab/guard makes one of a kit that was killed
	ExitInterrupted = 130 // stopped by an interrupt, as shells count it: 128 and the signal
	ExitPipe        = 141 // nobody reads the output any more, likewise
)

// commands is every subcommand, in the order of help.
var commands = []func(*console.Terminal) *cobra.Command{
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

// startsServers is the annotation of a command that starts servers of somebody else:
// package guard ends them, however the command itself is ended.
const startsServers = "starts servers"

// guarded reports whether a command line starts servers of somebody else.
func guarded(args []string) bool {
	command, _, err := root(&console.Terminal{}).Find(args)
	return err == nil && command.Annotations[startsServers] != ""
}

// Main runs the command line of this process and returns its exit status.
func Main() int {
	if guarded(os.Args[1:]) && !guard.Guarded() {
		if status, ran := guard.Run(ExitInterrupted, ExitTrouble); ran {
			return status
		}
	}
	ctx, end := context.WithCancel(endedBySignals(guard.Context(context.Background())))
	return guard.Status(run(ctx, os.Args[1:], console.Ours(end)))
}

// endedBySignals returns a context that ends with the first signal that asks us to
// go. A second one is the system's, and ends us at once; but SIGHUP comes twice from
// a terminal that is closed, once from the system and once from the shell.
func endedBySignals(ctx context.Context) context.Context {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a write says so itself
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
	if guard.Guarded() { // without servers to end, it may as well print what all goroutines do
		signals = append(signals, syscall.SIGQUIT)
	}
	ctx, stop := signal.NotifyContext(ctx, signals...)
	context.AfterFunc(ctx, stop)
	return ctx
}

// root is the lab itself, with all its commands.
func root(t *console.Terminal) *cobra.Command {
	root := &cobra.Command{
		Use:               "lab",
		Short:             "Learn TCP by breaking a chat server",
		Annotations:       map[string]string{cobra.CommandDisplayNameAnnotation: "go tool lab"},
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp) // unless a flag says otherwise
	for _, command := range commands {
		root.AddCommand(command(t))
	}
	return root
}

// run runs one command line and returns its exit status.
func run(ctx context.Context, args []string, t *console.Terminal) int {
	started := false
	root := root(t)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if err := c.ValidateFlagGroups(); err != nil { // Cobra itself looks later, when it has started
			return err
		}
		started = true
		return nil
	}
	root.SetArgs(args)
	root.SetIn(t.In)
	root.SetOut(t.Out)
	root.SetErr(t.Err)
	ran, err := root.ExecuteContextC(ctx)
	err = cmp.Or(unwritten(t), err)
	// An error may quote anything, and most do so with care; CleanLines is the last wall.
	var exit exitError
	var misuse course.Misuse
	switch {
	case err == nil:
		return 0
	case errors.As(err, &misuse):
		fmt.Fprintf(t.Err, "lab: %s\n", draw.CleanLines(asFlag(misuse)))
		return ExitUsage
	case errors.As(err, &exit):
		if exit.text != "" {
			fmt.Fprintf(t.Err, "lab: %s\n", draw.CleanLines(exit.text))
		}
		return exit.status
	case !started:
		fmt.Fprintf(t.Err, "lab: %s\nusage: %s\nmore: %s --help\n", draw.CleanLines(err.Error()), ran.UseLine(), ran.CommandPath())
		return ExitUsage
	}
	fmt.Fprintf(t.Err, "lab: %s\n", draw.CleanLines(err.Error()))
	return ExitFailed
}

// asFlag is a mistake in the words of the command line. A field of what a command asks
// for has the name of its flag, but for the folder of sim.
func asFlag(m course.Misuse) string {
	switch m.Of {
	case "":
		return m.What
	case "Folder":
		return "--of: " + m.What
	}
	return "--" + m.Error()
}
