package confine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/program"
	"chatlab/server/settings"
)

// kept are the variables that a program gets from the kit's environment. All others stay
// away: they may hold a password, or the way to an agent.
var kept = append([]string{"PATH", "LANG", "LANGUAGE", "TZ", "PORT", "ADDR", "PWD", "GOTMPDIR", program.Mark}, settings.Variables...)

// environment returns the environment of the program, made from the worker's own.
func (s Spec) environment(ours []string) []string {
	var lines []string
	for _, line := range ours {
		name, value, _ := strings.Cut(line, "=")
		if name == "PATH" {
			line = "PATH=" + strings.Join(append(slices.Clip(s.Path), filepath.SplitList(value)...), string(os.PathListSeparator))
		}
		if slices.Contains(kept, name) || strings.HasPrefix(name, "LC_") {
			lines = append(lines, line)
		}
	}
	if len(s.Write) > 0 {
		lines = append(lines, "HOME="+s.Write[0], "TMPDIR="+s.Write[0])
	}
	return append(lines, s.Env...)
}

// ofSettings returns the files that the settings of a server name (docs/protocol.md). The kit
// has put them into the environment. A history is written, and some servers write another
// file beside it first, so it is the folder that they may change.
func ofSettings(lookup func(string) (string, bool)) (read, write []string) {
	if file, ok := lookup("HISTORY"); ok {
		write = append(write, filepath.Dir(file))
	}
	for _, variable := range []string{"ACCOUNTS", "TLS_CERT", "TLS_KEY"} {
		if file, ok := lookup(variable); ok {
			read = append(read, file)
		}
	}
	return read, write
}
