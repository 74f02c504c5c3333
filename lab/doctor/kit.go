package doctor

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func clone(_ context.Context, env Env) Check {
	if env.Kit == "" {
		return missing("this folder is not in a clone of chatlab", "change into your clone, then try again")
	}
	return fine(env.Kit)
}

// lineEnds looks at the line ends of the scenarios: if they are CRLF, the texts that the
// scenarios expect end in CRLF too.
func lineEnds(_ context.Context, env Env) Check {
	if env.Kit == "" {
		return Check{}
	}
	files, err := filepath.Glob(filepath.Join(env.Kit, "scripts", "*", "*.txtar"))
	if err != nil || len(files) == 0 {
		return missing("there are no scenarios in scripts/", "get them back: git checkout -- scripts")
	}
	var bad []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return missing(oneLine(err.Error()), "make the file readable")
		}
		if bytes.Contains(text, []byte("\r\n")) {
			bad = append(bad, filepath.Base(file))
		}
	}
	if len(bad) > 0 {
		return missing(fmt.Sprintf("%d of %d scenarios have CRLF line ends, such as %s", len(bad), len(files), bad[0]),
			"save them with LF; those of the kit come back with: git checkout -- scripts")
	}
	return fine(fmt.Sprintf("LF in all %d scenarios", len(files)))
}

// wsl warns of a trap of the Windows Subsystem for Linux.
func wsl(ctx context.Context, env Env) Check {
	version, err := os.ReadFile(filepath.Join(env.Proc, "version"))
	if err != nil || !strings.Contains(strings.ToLower(string(version)), "microsoft") {
		return Check{}
	}
	mode, err := env.Output(ctx, env.Kit, "wslinfo", "--networking-mode")
	switch {
	case err != nil:
		mode = "unknown"
	case mode == "mirrored":
		return hint("networking is mirrored: connecting to a port on which nobody listens may hang instead of being refused",
			"the kit copes; in your own programs set a time limit for connect, or set networkingMode=nat in .wslconfig")
	}
	return fine("networking mode " + mode)
}
