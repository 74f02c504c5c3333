// Package cli is the command line of the lab: what its commands are called, their flags
// and help, and what they print. It plans nothing itself.
//
// Each command has a file of its own, named after it. To add one, copy lessons.go and put its
// function into the table below; help, completion and docs/lab.md follow. A command reads its
// flags and prints. Everything else belongs in another package under lab/, such as course for
// work in a student's or teacher's clone.
// misuse.go has the words for a wrong command line.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/confine"
	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/guard"
	"chatlab/lab/lesson"
)

// Exit statuses, the same for every command.
const (
	ExitFailed      = 1   // a check is red, or the command failed
	ExitUsage       = 2   // the command line is wrong
	ExitTrouble     = 3   // nothing is red, but the kit failed; lab/guard returns it if the kit was killed
	ExitInterrupted = 130 // stopped by an interrupt: 128 and the signal, as in shells
	ExitQuit        = 131 // stopped by Ctrl-\: 128 and SIGQUIT
	ExitPipe        = 141 // nobody reads the output any more: 128 and SIGPIPE
)

// commands has every subcommand, in the order of help.
var commands = []func(*console.Terminal) *cobra.Command{
	lessonsCommand,
	startCommand,
	checkCommand,
	gradeCommand,
	watchCommand,
	webCommand,
	hintCommand,
	solutionCommand,
	resetCommand,
	dialectCommand,
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

// An exitError ends the program with a status. An empty text means that the message was
// already printed.
type exitError struct {
	status int
	text   string
}

func (e exitError) Error() string { return e.text }

// errInterrupted ends a command that starts servers and was interrupted.
var errInterrupted = exitError{ExitInterrupted, "interrupted; every server that was started is stopped"}

// startsServers is the annotation of a command that starts other people's servers. Package
// guard ends those servers, however the command ends.
const startsServers = "starts servers"

// guarded reports whether a command line starts other people's servers.
func guarded(args []string) bool {
	command, _, err := root(&console.Terminal{}).Find(args)
	return err == nil && command.Annotations[startsServers] != ""
}

// Main runs the command line of this process and returns its exit status.
func Main() int {
	if len(os.Args) > 1 && os.Args[1] == confine.Word { // before all else: every start of a hand-in waits for it
		return confine.Work(os.Args[2:])
	}
	if guarded(os.Args[1:]) && !guard.Guarded() {
		if status, ran := guard.Run(ExitInterrupted, ExitTrouble); ran {
			return status
		}
	}
	ctx, end := context.WithCancel(endedBySignals(guard.Context(context.Background())))
	return guard.Status(run(ctx, os.Args[1:], console.Ours(end)))
}

// endedBySignals returns a context that ends with the first signal that asks the program to
// end. A second signal that is not a copy of the first gets its default action and ends the program
// at once; for SIGQUIT, which Ctrl-\ sends, it prints all goroutines first. SIGHUP is the
// exception: it comes twice from a closed terminal, from the system and from the shell.
func endedBySignals(ctx context.Context) context.Context {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a failed write reports it
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	context.AfterFunc(ctx, func() { time.AfterFunc(guard.Copies, stop) })
	return ctx
}

// root returns the lab itself, with all its commands.
func root(t *console.Terminal) *cobra.Command {
	root := &cobra.Command{
		Use:               "lab",
		Short:             "Learn TCP by breaking a chat server",
		Annotations:       map[string]string{cobra.CommandDisplayNameAnnotation: "go tool lab"},
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp) // a flag may say otherwise
	root.Args, root.DisableFlagsInUseLine = takes(), true
	root.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	root.SetFlagErrorFunc(wrongFlag)
	root.SetHelpCommand(helpCommand())
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
		if err := exclusive(c); err != nil { // Cobra checks this only after PersistentPreRunE
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
	var exit exitError
	var misuse course.Misuse
	switch {
	case err == nil:
		return 0
	case errors.As(err, &misuse):
		complain(t.Err, asFlag(misuse))
		return ExitUsage
	case errors.As(err, &exit) && (exit.status == ExitInterrupted || exit.status == ExitQuit) && exit.text != "":
		t.InPlace(complaint(exit.text))
		return exit.status
	case errors.As(err, &exit):
		if exit.text != "" {
			complain(t.Err, exit.text)
		}
		return exit.status
	case errors.Is(err, lesson.ErrNoClone):
		complain(t.Err, err.Error())
		return ExitUsage
	case !started:
		complain(t.Err, err.Error())
		fmt.Fprintf(t.Err, "usage: %s\nmore: %s --help\n", ran.UseLine(), ran.CommandPath())
		return ExitUsage
	}
	complain(t.Err, err.Error())
	return ExitFailed
}

// complain writes what is wrong.
func complain(w io.Writer, what string) { fmt.Fprintln(w, complaint(what)) }

// complaint is the text of an error for its reader. An error may quote anything, so no byte of it
// controls a terminal, even if those who made it cleaned nothing.
func complaint(what string) string { return "lab: " + draw.CleanLines(what) }

// asFlag names the flag of a mistake. Each field has the name of its flag, except the
// folder of sim.
func asFlag(m course.Misuse) string {
	switch m.Of {
	case "":
		return m.What
	case "Folder":
		return "--of: " + m.What
	}
	return "--" + m.Error()
}
