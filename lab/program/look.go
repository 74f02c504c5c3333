package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// waitForOutput is how long Output waits, after it ended a command, until the command's
// children close its output.
const waitForOutput = time.Second

// Find returns the path of the program with this name, or "".
func Find(name string) string {
	path, err := Locate(name)
	if err != nil {
		return ""
	}
	return path
}

// Locate is Find, but its error says why there is no such program.
func Locate(name string) (path string, err error) {
	path, err = exec.LookPath(name)
	if not := new(exec.Error); errors.As(err, &not) {
		err = not.Err
	}
	return path, err
}

// Output runs a command that ends by itself, in dir. It returns what the command printed,
// without spaces around it. When ctx ends, the command is killed. The error has the command's
// own words.
func Output(ctx context.Context, dir, name string, args ...string) (string, error) {
	var out, words bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &words
	cmd.WaitDelay = waitForOutput
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case err != nil && words.Len() > 0:
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(words.Bytes()))
	}
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return string(bytes.TrimSpace(out.Bytes())), nil
}
