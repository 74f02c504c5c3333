package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"chatlab/lab/console"
	"chatlab/server/accounts"
	"chatlab/server/wire"
)

func accountCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "account FILE NAME",
		Short: "Give a name a password, in a file for lab server --accounts",
		Long: `Set the password of a name in FILE, for lab server --accounts. FILE is created if
it does not exist. It asks for the password twice, and does not show what you
type. If the input is not a terminal, its first line is the password.

FILE has the format of htpasswd -B: each line has a name and a hash of its
password. Nobody can get the password back from the hash. Running servers notice
the change. To remove an account, delete its line.`,
		Example: `  go tool lab account users ana
  go tool lab server --accounts users`,
		Args: takes("a file of accounts", "a name"),
		RunE: func(c *cobra.Command, args []string) error {
			file, name := args[0], args[1]
			if wire.CheckName(name) != nil {
				return exitError{ExitUsage, fmt.Sprintf("%q is not a name: a name has 1 to %d letters and digits", name, wire.MaxName)}
			}
			password, err := newPassword(c.Context(), t, name)
			if err != nil {
				return err
			}
			if err := accounts.Add(file, name, password, 0); err != nil {
				return exitError{ExitFailed, err.Error()}
			}
			fmt.Fprintf(t.Out, "%s has a password in %s\n", name, file)
			return nil
		},
		ValidArgsFunction: anyFile,
	}
}

// newPassword asks for a password. At a terminal it asks twice.
func newPassword(ctx context.Context, t *console.Terminal, name string) (string, error) {
	in, ok := t.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return firstLine(t.In)
	}
	// In raw mode Ctrl-C is an ordinary byte, not a signal. So no key can end the program
	// before the terminal is restored.
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return "", err
	}
	defer term.Restore(int(in.Fd()), before)
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() { // can't be interrupted: it ends with a line, or with the program
		text, err := askTwice(term.NewTerminal(readWriter{quits{in}, t.Err}, ""), name)
		got <- answer{text, err}
	}()
	select {
	case a := <-got:
		if errors.Is(a.err, io.EOF) { // Ctrl-C, Ctrl-D or Ctrl-\
			fmt.Fprint(t.Err, "\r\n")
			return "", exitError{ExitFailed, "nothing was changed"}
		}
		return a.text, a.err
	case <-ctx.Done():
		fmt.Fprint(t.Err, "\r\n")
		return "", exitError{ExitInterrupted, "nothing was changed"}
	}
}

// quits are keys up to Ctrl-\, which ends the input: package term does so only for Ctrl-C and Ctrl-D.
type quits struct{ keys io.Reader }

func (q quits) Read(p []byte) (int, error) {
	n, err := q.keys.Read(p)
	if at := bytes.IndexByte(p[:n], console.CtrlBackslash); at >= 0 {
		return at, io.EOF
	}
	return n, err
}

type readWriter struct {
	io.Reader
	io.Writer
}

func askTwice(asked *term.Terminal, name string) (string, error) {
	first, err := readPassword(asked, "password for "+name+": ")
	if err != nil {
		return "", err
	}
	second, err := readPassword(asked, "again: ")
	if err == nil && first != second {
		err = exitError{ExitFailed, "the two passwords differ; nothing was changed"}
	}
	return first, err
}

func readPassword(asked *term.Terminal, question string) (string, error) {
	line, err := asked.ReadPassword(question)
	if err == term.ErrPasteIndicator { // not an error, but a note that the line was pasted
		err = nil
	}
	return line, err
}

// firstLine reads a password from a pipe.
func firstLine(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, wire.MaxLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
