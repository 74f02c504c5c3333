package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"chatlab/server/accounts"
	"chatlab/server/wire"
)

func accountCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "account FILE NAME",
		Short: "Give a name a password, in a file for lab server --accounts",
		Long: `Give a name a password, or another one, in a file for lab server --accounts; the
file is made if there is none. It asks for the password twice, and shows nothing
of what is typed. Where the input is no terminal, its first line is the
password.

The file is what htpasswd -B makes: each line has a name and a hash of its
password, from which nobody gets the password back. Running servers notice the
change. To take an account away, delete its line.`,
		Example: `  go tool lab account users ana
  go tool lab server --accounts users`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			file, name := args[0], args[1]
			if wire.CheckName(name) != nil {
				return exitError{exitUsage, fmt.Sprintf("%q is no name: a name has 1 to %d letters and digits", name, wire.MaxName)}
			}
			password, err := t.newPassword(c.Context(), name)
			if err != nil {
				return err
			}
			if err := accounts.Add(file, name, password, 0); err != nil {
				return exitError{exitFailed, err.Error()}
			}
			fmt.Fprintf(t.out, "%s has a password in %s\n", name, file)
			return nil
		},
		ValidArgsFunction: anyFile,
	}
}

// newPassword asks for a password, twice at a terminal.
func (t *terminal) newPassword(ctx context.Context, name string) (string, error) {
	in, ok := t.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return firstLine(t.in)
	}
	first, err := t.askHidden(ctx, in, "password for "+name+": ")
	if err != nil {
		return "", err
	}
	second, err := t.askHidden(ctx, in, "again: ")
	switch {
	case err != nil:
		return "", err
	case first != second:
		return "", exitError{exitFailed, "the two are not the same; nothing was changed"}
	}
	return first, nil
}

// askHidden asks for a line that is not shown. An interrupt leaves the terminal
// as it was before.
func (t *terminal) askHidden(ctx context.Context, in *os.File, question string) (string, error) {
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return "", err
	}
	fmt.Fprint(t.err, question)
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() { // nothing can interrupt such a read: it ends with a line, or with the program
		text, err := term.ReadPassword(int(in.Fd()))
		got <- answer{text, err}
	}()
	select {
	case a := <-got:
		fmt.Fprintln(t.err)
		if errors.Is(a.err, io.EOF) {
			return "", exitError{exitFailed, "nothing was changed"}
		}
		return string(a.text), a.err
	case <-ctx.Done():
		term.Restore(int(in.Fd()), before)
		fmt.Fprintln(t.err)
		return "", exitError{exitInterrupted, "nothing was changed"}
	}
}

// firstLine reads a password from a pipe.
func firstLine(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, wire.MaxLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
