package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/dialect"
	"chatlab/lab/draw"
	"chatlab/lab/probe"
	"chatlab/lab/program"
)

func dialectCommand(t *console.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "dialect",
		Short: "Find out how a server words its lines",
		Args:  takes(),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(probeCommand(t))
	return c
}

func probeCommand(t *console.Terminal) *cobra.Command {
	var a course.Asked
	var out string
	c := &cobra.Command{
		Use:   "probe --server SERVER",
		Short: "Talk to a server, and propose the file that describes it",
		Long: `Talk to a server as a few clients would, and propose its server file: how it is
run, and how it words its lines. Each word has a comment above it that says what
it rests on. Standard output gets the file, and standard error the lines that a
client got, with what the kit would take it for.

It guesses. Read the file, and run the scenarios with it.

Exit status: 0 with a proposal, 1 if nothing can be proposed since no client heard
another, or the server ended or never stopped sending, 2 wrong usage, 3 the server
could not be run.`,
		Example: `  go tool lab dialect probe --server 'python3 server.py {port}'
  go tool lab dialect probe --server 'python3 my/server.py {port}' --out my/chatlab.server
  go tool lab dialect probe --server ./chat --port 5000`,
		Args:        takes(),
		Annotations: map[string]string{startsServers: "yes"},
		RunE: func(c *cobra.Command, _ []string) error {
			if a.Server == "" {
				return exitError{ExitUsage, "which server? Name it with --server"}
			}
			kit, err := course.Find()
			if err != nil {
				return err
			}
			return probeServer(c.Context(), t, kit, a, out)
		},
	}
	flags := c.Flags()
	flags.StringVar(&a.Server, "server", "", "the server to talk to: a command line, or a folder with Go code or a server file")
	flags.IntVar(&a.Port, "port", 0, "the fixed port of the server")
	flags.StringVar(&out, "out", "", "write the proposal to this file, such as my/chatlab.server; it is never overwritten")
	c.RegisterFlagCompletionFunc("server", anyFile)
	c.RegisterFlagCompletionFunc("out", anyFile)
	return c
}

// probeServer probes a server and writes the proposal to the file out, or to standard output
// if out is empty.
func probeServer(ctx context.Context, t *console.Terminal, kit course.Kit, a course.Asked, out string) error {
	folder, err := filepath.Abs(filepath.Dir(out)) // the current one if there is no file
	if err != nil {
		return err
	}
	if out != "" && filepath.Ext(out) != filepath.Ext(course.ServerFile) {
		return exitError{ExitUsage, fmt.Sprintf("--out %s: the name of a server file ends in %s, such as %s", out, filepath.Ext(course.ServerFile), filepath.Join(folder, course.ServerFile))}
	}
	if _, err := os.Lstat(out); out != "" && !errors.Is(err, fs.ErrNotExist) {
		return exitError{ExitUsage, cmp.Or(err, error(fs.ErrExist)).Error() + ": " + out + "; choose another file for --out, or remove this one"}
	}
	if _, err := os.Stat(folder); err != nil {
		return exitError{ExitUsage, err.Error() + "; make the folder of --out first"}
	}
	bar := t.Doing("starting the server")
	proposal, err := kit.Probe(ctx, a, func(nth, of int) {
		bar.Say(fmt.Sprintf("trying form %d of %d of giving a name", nth+1, of))
	})
	bar.End()
	tellHeard(t, proposal)
	var trouble *program.Trouble
	switch {
	case ctx.Err() != nil:
		return exitError{ExitInterrupted, "interrupted; the server is stopped, and nothing is proposed"}
	case errors.As(err, &trouble):
		return exitError{ExitTrouble, trouble.Error()}
	case errors.Is(err, probe.ErrAlone):
		return exitError{ExitFailed, err.Error() + "\nIt may serve one client at a time, or hold a lock while it waits for a client. docs/01-one-at-a-time.md is about\nthat. Mend it, and probe again."}
	case errors.Is(err, probe.ErrNoChat):
		return exitError{ExitFailed, err.Error() + "\nThe lines above are all that came. Try the server by hand, for example with nc. Then write the words name and\nsay yourself: docs/any-language.md, \"When it words things differently\"."}
	case err != nil:
		return exitError{ExitFailed, err.Error()}
	case out == "":
		fmt.Fprint(t.Out, proposal.File(folder))
		return nil
	}
	if err := writeNew(out, proposal.File(folder)); err != nil {
		return err
	}
	fmt.Fprintf(t.Out, "proposed %s\n", out)
	for _, w := range proposal.Found.Words {
		if w.Excuses != "" {
			fmt.Fprintf(t.Out, "excuses  %s %s\n", w.Word, w.Value)
			style(t).Paragraph(t.Out, w.Why)
		}
	}
	server := out
	if filepath.Base(out) == course.ServerFile { // the kit finds it in its folder
		server = filepath.Dir(out)
	}
	fmt.Fprintf(t.Out, "check    %s\n", style(t).Command("check", "--server", server))
	return nil
}

// writeNew writes a file that is not there yet. The server, too, may have made it.
func writeNew(file, text string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// heardColumns is how much of a line is shown.
const heardColumns = 200

// tellHeard says on standard error what came, and what the kit takes it for.
func tellHeard(t *console.Terminal, p course.Proposal) {
	d := cmp.Or(p.Dialect, &dialect.Dialect{})
	table := tabwriter.NewWriter(t.Err, 0, 0, 2, ' ', 0)
	for _, h := range p.Found.Heard {
		form := d.Describe([]byte(h.Line))
		if h.First {
			form = "greeting"
		}
		line, _ := draw.Window(h.Line, -1, heardColumns)
		fmt.Fprintf(table, "%s\t%s\t%s\n", h.Client, form, line)
		if h.More > 0 {
			fmt.Fprintf(table, "%s\t\tand %d more lines\n", h.Client, h.More)
		}
	}
	table.Flush()
	if len(p.Found.Heard) > 0 {
		fmt.Fprintln(t.Err)
	}
}
