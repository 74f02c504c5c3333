package program

import (
	"errors"
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
	Tried  string // what we ran
	Output string // what the program, or its compiler, printed last
	Port   int    // the port that we chose for the program, a different one each time; 0 if there is none
}

func (t *Trouble) Error() string { return t.What + " (" + t.Tried + ")" }

// Rewritten returns the trouble with every text passed through rewrite.
func (t Trouble) Rewritten(rewrite func(string) string) Trouble {
	t.What, t.Tried, t.Output = rewrite(t.What), rewrite(t.Tried), rewrite(t.Output)
	return t
}

// notStarted is the trouble with a program that the system does not run. If the kit has just
// built the program, the folder is to blame: it may be mounted noexec.
func notStarted(err error, tried string) *Trouble {
	t := &Trouble{Kind: NotStarted, What: "the program could not be started: " + reason(err), Tried: tried}
	path := new(fs.PathError)
	if errors.As(err, &path) && errors.Is(err, fs.ErrPermission) && isTemporary(path.Path) && isProgram(path.Path) {
		t.Kind, t.What = OfTheKit, noPrograms(path.Path, path.Err)
	}
	return t
}

// isProgram reports whether a file is marked as a program: by its mode, or on Windows by its
// name.
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

// A Kind sorts troubles. An instructor can decide what each kind costs.
type Kind string

// The kinds. There are no others. A new one goes into kinds too.
const (
	OfTheKit    Kind = ""            // the kit's own fault: it was stopped, its own client did not start
	NotBuilt    Kind = "build"       // the program can't be built
	NotStarted  Kind = "start"       // it does not start, or does not listen
	Elsewhere   Kind = "address"     // it listens at the wrong address
	NoPort      Kind = "port"        // the port it needs is in use
	OverLimit   Kind = "limit"       // it broke a bound on memory, output or time
	Forged      Kind = "forged"      // it answered instead of a program of the kit
	Interrupted Kind = "interrupted" // somebody ended the kit
)

// kinds are all kinds, in the order in which readers get them: from the build to the end.
var kinds = []struct {
	kind Kind
	ours bool // see Ours
}{
	{NotBuilt, false}, {NotStarted, false}, {Elsewhere, false}, {NoPort, true},
	{OverLimit, false}, {Forged, false}, {OfTheKit, true}, {Interrupted, true},
}

// Kinds returns all kinds.
func Kinds() (all []Kind) {
	for _, k := range kinds {
		all = append(all, k.kind)
	}
	return all
}

// Ours reports whether the kit or its machine is to blame, and not the program.
func (k Kind) Ours() bool {
	for _, one := range kinds {
		if one.kind == k {
			return one.ours
		}
	}
	return true // nobody knows such a kind, and a program is blamed for nothing unknown
}

// String is the word for a kind, and is never empty.
func (k Kind) String() string {
	if k == OfTheKit {
		return "kit"
	}
	return string(k)
}
