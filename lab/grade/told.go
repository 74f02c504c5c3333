package grade

import (
	gobuild "go/build"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/script"
)

// ownFolders matches the start of paths in our temporary folders (package scratch). They
// are gone after the run.
var ownFolders = lazyregexp.New(regexp.QuoteMeta(strings.TrimRight(os.TempDir(), `/\`)) + `[/\\]chatlab-\w+[/\\]`)

// fromRoot makes the paths in a text, such as a stack trace, relative to the clone. The
// text is then the same on every machine, and says nothing about this one.
func (b *Builder) fromRoot(text string) string {
	for _, folder := range []string{b.Root, filepath.Join(gobuild.Default.GOROOT, "src")} {
		if filepath.Dir(folder) == folder {
			continue // every path begins with it
		}
		text = strings.ReplaceAll(text, folder+string(filepath.Separator), "")
		text = strings.ReplaceAll(text, filepath.ToSlash(folder)+"/", "") // Go writes slashes on Windows, too
	}
	return ownFolders().ReplaceAllString(text, "")
}

// told returns an outcome without paths of this machine.
func (b *Builder) told(o script.Outcome) script.Outcome { return o.Rewritten(b.fromRoot) }
