package program

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Trouble says why a program could not be judged.
type Trouble struct {
	Kind   Kind   // what sort of trouble; the zero value is OfTheKit
	What   string // what happened, one sentence
	Tried  string // what was run
	Output string // the last of what it, or its compiler, printed
}

func (t *Trouble) Error() string { return t.What + " (" + t.Tried + ")" }

// Rewritten returns the trouble with all its texts as rewrite has them.
func (t Trouble) Rewritten(rewrite func(string) string) Trouble {
	t.What, t.Tried, t.Output = rewrite(t.What), rewrite(t.Tried), rewrite(t.Output)
	return t
}

// notStarted is the trouble with a program that the system does not run. It is no fault
// of the program if the kit has built it in a folder from which no program can be run,
// such as one that is mounted noexec.
func notStarted(err error, tried string) *Trouble {
	t := &Trouble{Kind: NotStarted, What: "the program could not be started: " + reason(err), Tried: tried}
	path := new(fs.PathError)
	if errors.As(err, &path) && errors.Is(err, fs.ErrPermission) && strings.HasPrefix(path.Path, os.TempDir()+string(filepath.Separator)) && isProgram(path.Path) {
		t.Kind = OfTheKit
		t.What = fmt.Sprintf("programs can't be run in the folder for temporary files, %s: %v; set TMPDIR (on Windows TMP) to one that is not mounted noexec", os.TempDir(), path.Err)
	}
	return t
}

// isProgram reports whether a file is marked as one that may be run: by its mode, or on
// Windows by its name.
func isProgram(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if runtime.GOOS == "windows" {
		return strings.EqualFold(filepath.Ext(path), ".exe")
	}
	return info.Mode()&0o111 != 0
}

// A Kind sorts troubles, so that an instructor can decide for each sort what it
// costs.
type Kind string

// The kinds. There are no others.
const (
	OfTheKit    Kind = ""            // the kit's own fault: it was stopped, its own client did not start
	NotBuilt    Kind = "build"       // the program can't be built
	NotStarted  Kind = "start"       // it does not start, or does not listen
	Elsewhere   Kind = "address"     // it listens at another address than it was to
	NoPort      Kind = "port"        // the port that it needs is not free
	OverLimit   Kind = "limit"       // it broke a bound on memory or output
	Interrupted Kind = "interrupted" // somebody ended the kit
)

// String is the word for a kind, which is never empty.
func (k Kind) String() string {
	if k == OfTheKit {
		return "kit"
	}
	return string(k)
}
