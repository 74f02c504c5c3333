package cli

import (
	"os/exec"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// TestUnfitTemporaryFolder: if no server can be built or run in the folder for temporary files,
// a check says so once, with what to try, before anything runs.
func TestUnfitTemporaryFolder(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "3")
	for _, c := range []struct{ mounted, args, says string }{
		{"noexec,size=200m", "check 3", "trouble (kit): programs can't be run in the folder for temporary files"},
		{"noexec,size=200m", "check", "trouble (kit): programs can't be run in the folder for temporary files"},
		{"noexec,size=200m", "vet scripts/01-one-at-a-time/second_caller_served.txtar", "programs can't be run in the folder for temporary files"},
		{"noexec,size=200m", "sim --mutant echo", "trouble (kit): programs can't be run in the folder for temporary files"},
		{"size=6m", "check 3", "trouble (kit): a server can't be built in the folder for temporary files"},
		{"size=6m", "check 3 --json", "a server can't be built in the folder for temporary files"},
		{"size=40k", "check 1 --server 'sh x'", "can't be used: less than 2 MB are free there"},
	} {
		t.Run(c.mounted+" "+c.args, func(t *testing.T) {
			t.Parallel()
			out, status := mountedTemporary(t, s.Root, c.mounted, c.args)
			words := strings.Join(strings.Fields(out), " ") // however it is wrapped
			if status != ExitTrouble || !strings.Contains(words, c.says) || strings.Count(words, "set TMPDIR") != strings.Count(words, c.says) {
				t.Errorf("exit status %d, want %d and %q:\n%s", status, ExitTrouble, c.says, out)
			}
			if once := !strings.Contains(c.args, "--json"); once && strings.Count(words, c.says) != 1 || strings.Contains(out, "picture") || strings.Contains(out, "✓") {
				t.Errorf("it is not told once, before anything runs:\n%s", out)
			}
		})
	}
}

// mountedTemporary runs lab with a file system of its own for temporary files. Nobody else sees it.
func mountedTemporary(t *testing.T, dir, options, args string) (out string, status int) {
	t.Helper()
	self := sandbox.Command(t, dir)
	folder := t.TempDir()
	script := "mount -t tmpfs -o " + options + " tmpfs " + folder + " || exit 99\nTMPDIR=" + folder + " " + self.Path + " " + args
	command := exec.CommandContext(t.Context(), "unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
	command.Dir, command.Env = dir, self.Env
	text, err := command.CombinedOutput()
	if command.ProcessState == nil || command.ProcessState.ExitCode() == 99 || strings.HasPrefix(string(text), "unshare: ") {
		t.Skipf("no file systems of our own here: %v %s", err, text)
	}
	return string(text), command.ProcessState.ExitCode()
}
