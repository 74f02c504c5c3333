package grade

import (
	gobuild "go/build"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"chatlab/lab/script"
)

// ownFolders matches where the folders of ours begin that are gone after the run:
// see package scratch.
var ownFolders = regexp.MustCompile(regexp.QuoteMeta(strings.TrimRight(os.TempDir(), `/\`)) + `[/\\]chatlab-\w+[/\\]`)

// fromRoot returns a text, such as the stack of a server that crashed, with the
// paths below the clone as they are told in the clone, so that it says the same on
// every machine, and nothing about this one.
func (b *Builder) fromRoot(text string) string {
	for _, folder := range []string{b.Root, filepath.Join(gobuild.Default.GOROOT, "src")} {
		if filepath.Dir(folder) == folder {
			continue // all paths begin with it
		}
		text = strings.ReplaceAll(text, folder+string(filepath.Separator), "")
		text = strings.ReplaceAll(text, filepath.ToSlash(folder)+"/", "") // as Go writes them on Windows, too
	}
	return ownFolders.ReplaceAllString(text, "")
}

// told returns an outcome as it may leave this machine.
func (b *Builder) told(o script.Outcome) script.Outcome { return o.Rewritten(b.fromRoot) }
