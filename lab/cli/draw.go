package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/draw"
	"chatlab/lab/program"
	"chatlab/lab/story"
	"chatlab/lab/trace"
)

// drawFlags are the flags of draw.
type drawFlags struct {
	html, svg, pcapng, text bool
	out                     string
	open                    bool
	clients                 []string
}

func drawCommand(t *console.Terminal) *cobra.Command {
	var f drawFlags
	c := &cobra.Command{
		Use:   "draw FILE.trace",
		Short: "Draw a trace: for the terminal, the browser or Wireshark",
		Long: `Draw a trace that a failed check or lab proxy has written. Without a flag, and
with --text, it prints a ladder for the terminal.

--html makes a single page in which you select steps, arrows and bytes; it needs no
other file and no network. --svg makes only the picture, for a page of your own.
--pcapng makes a capture for Wireshark: see docs/wireshark.md.

It writes a file beside the trace, or FILE with --out FILE, or standard output
with --out -.`,
		Example: `  go tool lab draw run.trace
  go tool lab draw run.trace --html --open
  go tool lab draw run.trace --pcapng --out capture.pcapng
  go tool lab draw run.trace --client ana --client bruno`,
		Args: takes("a trace"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"trace"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(c *cobra.Command, args []string) error { return drawFile(c, t, args[0], f) },
	}
	flags := c.Flags()
	flags.BoolVar(&f.html, "html", false, "a page for a browser")
	flags.BoolVar(&f.svg, "svg", false, "a picture for a page")
	flags.BoolVar(&f.pcapng, "pcapng", false, "a capture for Wireshark")
	flags.BoolVar(&f.text, "text", false, "a ladder for the terminal (the default)")
	flags.StringVar(&f.out, "out", "", "the file to write, - for standard output")
	c.RegisterFlagCompletionFunc("out", anyFile)
	flags.BoolVar(&f.open, "open", false, "open the file with the system's program for it")
	flags.StringArrayVar(&f.clients, "client", nil, "a client to draw: a ladder has only those that you name, a picture has them first")
	return c
}

func drawFile(c *cobra.Command, t *console.Terminal, file string, f drawFlags) error {
	if f.forms() > 1 {
		return exitError{ExitUsage, "choose one form: --text, --html, --svg or --pcapng"}
	}
	log, err := trace.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return exitError{ExitFailed, fmt.Sprintf("there is no file %s; a failed check names its trace at the end of its story, and lab proxy writes one with --trace", file)}
	}
	if err != nil {
		return err
	}
	for _, name := range f.clients {
		if !slices.Contains(log.Conns(), name) {
			return exitError{ExitUsage, fmt.Sprintf("--client %s: the trace has no such connection; it has: %s", name, draw.Visible(strings.Join(log.Conns(), ", ")))}
		}
	}
	var out bytes.Buffer
	ending, err := f.draw(&out, log, style(t))
	if err != nil {
		return err
	}
	if f.out == "-" || f.out == "" && ending == "" {
		if f.open {
			return exitError{ExitUsage, "--open needs a file: --html, --svg, --pcapng, or --out FILE"}
		}
		_, err := t.Out.Write(out.Bytes())
		return err
	}
	to := f.out
	if to == "" {
		to = strings.TrimSuffix(file, filepath.Ext(file)) + ending
	}
	if err := os.WriteFile(to, out.Bytes(), 0o666); err != nil {
		return err
	}
	fmt.Fprintln(t.Out, to)
	if f.open {
		return program.Open(c.Context(), to)
	}
	return nil
}

// forms returns how many forms are asked for.
func (f drawFlags) forms() (n int) {
	for _, asked := range []bool{f.html, f.svg, f.pcapng, f.text} {
		if asked {
			n++
		}
	}
	return n
}

// draw writes the form that the flags ask for. It returns the usual ending for the name of
// such a file.
func (f drawFlags) draw(w io.Writer, log trace.Log, style story.Style) (ending string, err error) {
	picture := draw.Picture{First: f.clients}
	switch {
	case f.html:
		return ".html", picture.HTML(w, log)
	case f.svg:
		return ".svg", picture.SVG(w, log)
	case f.pcapng:
		return ".pcapng", draw.Capture(w, log)
	}
	conns := f.clients
	if len(conns) == 0 {
		conns = log.Conns()
	}
	shown := conns[:min(len(conns), ladderClients)]
	ladder := draw.Ladder{Conns: shown, Width: style.Width, Steps: true}
	if _, err := io.WriteString(w, ladder.Draw(log)); err != nil {
		return "", err
	}
	if len(shown) < len(conns) {
		fmt.Fprintf(w, "(%d of %d connections; --client draws others)\n", len(shown), len(conns))
	}
	return "", nil
}

// ladderClients is how many clients fit into a ladder.
const ladderClients = 4
