package agree

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"chatlab/lab/cli"
	"chatlab/lab/sandbox"
	"chatlab/lab/sockets"
)

// TestBlind: verdicts do not change on systems that tell nothing about sockets and
// processes, such as Windows and macOS.
func TestBlind(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	root := sandbox.New(t).Root // a fresh copy, without a student's work
	right := fmt.Sprintf("python3 '%s' --addr {addr}", sandbox.Clone(t).Path("testdata/servers/python/server.py"))
	wrong := fmt.Sprintf("python3 '%s' {port}", sandbox.Clone(t).Path(firstYearServer))
	for _, c := range []struct {
		name, args string
		server     string // empty: the reference
		status     int
		says       string
	}{
		{"the reference", "1 3 7 8 10", "", 0, " 0 failed"},
		{"a right server", "1 7 10", right, 0, " 0 failed"},
		{"it takes a read for a message", "3 --core --run split_write", wrong, cli.ExitFailed, "received"},
		{"it ends at once", "1 --run greeting_and_name", "python3 -c print(7)", cli.ExitTrouble, "trouble (start): the program ended before it listened"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"check", "--keep=none"}, strings.Fields(c.args)...)
			if c.server != "" {
				args = append(args, "--slow", "3", "--server", c.server)
			}
			command := sandbox.Command(t, root, args...)
			command.Env = append(command.Env, sockets.BlindVariable+"=1")
			var out bytes.Buffer
			command.Stdout, command.Stderr = &out, &out
			if err := command.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
				t.Fatal(err)
			}
			if status := command.ProcessState.ExitCode(); status != c.status || !strings.Contains(out.String(), c.says) {
				t.Errorf("status %d, want %d and %q:\n%s", status, c.status, c.says, out.String())
			}
		})
	}
}
