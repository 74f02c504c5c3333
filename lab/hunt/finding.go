package hunt

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chatlab/lab/rule"
	"chatlab/lab/scratch"
	"chatlab/lab/trace"
)

// A Finding is what is known about a case that breaks a rule.
type Finding struct {
	Case      Case           `json:"case"`      // with the fewest ops that were found
	Drawn     int            `json:"drawn"`     // how many ops there were before shrinking
	Tried     int            `json:"tried"`     // runs that shrinking took
	Violation rule.Violation `json:"violation"` // in the case as it is now
	Replay    Replay         `json:"replay"`
	Words     string         `json:"words,omitempty"` // the last output of the process, if the run ended it
	Log       trace.Log      `json:"-"`               // what the clients and the server did
}

// A Replay says how often a run could be repeated. If the case has runs in Before, they
// were made before each repetition.
type Replay struct {
	Runs  int `json:"runs"`
	Broke int `json:"broke"` // how many of them broke the rule
	Same  int `json:"same"`  // how many were the same to the last byte and nanosecond
}

// Replays is how often a finding is run again.
const Replays = 10

// Examine makes a finding of a case whose outcome breaks a rule. It shrinks the case,
// unless shrink is nil, repeats its run, and keeps the trace of a run that breaks the
// rule. The runs should be in processes of their own. If the case alone breaks no rule
// there, Examine repeats it after the runs in o.Before. Again is called before the run is
// repeated, and then with the number of each repetition. It may be nil.
func Examine(ctx context.Context, runs Runs, c Case, o Outcome, shrink *Shrink, again func(run int)) (f Finding, err error) {
	f = Finding{Violation: o.Broken[0]}
	if f.Case, err = c.Full(); err != nil {
		return f, err
	}
	f.Drawn = len(f.Case.Ops)
	confirmed, err := f.confirm(ctx, runs, o.Before)
	if err != nil {
		return f, err
	}
	if shrink != nil && confirmed && f.Case.Before == nil {
		shrink.Rule = f.Violation.Rule.Name
		if f.Case, f.Tried, err = shrink.Case(ctx, f.Case); err != nil {
			return f, err
		}
	}
	f.Case.Only = f.Case.numbers()
	if again == nil {
		again = func(int) {}
	}
	return f, f.replay(ctx, runs, again)
}

// confirm reports whether the case breaks the rule again. It first tries the case
// alone, in up to Replays runs. Then it tries once after the runs before, and adds them
// to the case if the rule is broken.
func (f *Finding) confirm(ctx context.Context, runs Runs, before []Case) (again bool, err error) {
	for range Replays {
		o, err := runs(ctx, f.Case)
		if _, again := o.Breaks(f.Violation.Rule.Name); again || err != nil {
			return again, err
		}
	}
	if len(before) == 0 {
		return false, nil
	}
	after := f.Case
	after.Before = before
	o, err := runs(ctx, after)
	if _, again = o.Breaks(f.Violation.Rule.Name); again {
		f.Case = after
	}
	return again, err
}

// numbers returns the numbers of the ops that are left.
func (c Case) numbers() []int {
	var all []int
	for _, op := range c.Ops {
		all = append(all, op.Number)
	}
	return all
}

// replay repeats the run and keeps a trace of it.
func (f *Finding) replay(ctx context.Context, runs Runs, again func(run int)) error {
	dir, remove, err := scratch.Folder("trace")
	if err != nil {
		return err
	}
	defer remove()
	file := filepath.Join(dir, "run.trace")
	hashes := make(map[string]int)
	began := time.Now()
	again(0)
	for f.Replay.Runs < Replays && (f.Replay.Runs == 0 || time.Since(began) < enough) {
		o, err := runs(ctx, f.Case)
		if err != nil {
			return err
		}
		f.Replay.Runs++
		again(f.Replay.Runs)
		hashes[o.Hash]++
		f.Replay.Same = max(f.Replay.Same, hashes[o.Hash])
		if _, again := o.Breaks(f.Violation.Rule.Name); again {
			f.Replay.Broke++
		}
	}
	for try := 0; try < f.Replay.Runs && f.Log.Len() == 0; try++ {
		if err := f.take(ctx, runs, file); err != nil {
			return err
		}
	}
	return nil
}

// take keeps the trace of a run, if it breaks the rule.
func (f *Finding) take(ctx context.Context, runs Runs, name string) error {
	traced := f.Case
	traced.Trace = name
	o, err := runs(ctx, traced)
	if err != nil {
		return err
	}
	v, again := o.Breaks(f.Violation.Rule.Name)
	if !again {
		return nil
	}
	f.Violation, f.Words, f.Log = v, o.Words, o.Log
	if f.Log.Len() > 0 {
		return nil
	}
	text, err := os.ReadFile(name) // as far as the run came before it ended its process
	if len(text) == 0 && (err == nil || errors.Is(err, fs.ErrNotExist)) {
		return nil
	}
	if err == nil {
		f.Log, err = trace.Parse(bytes.NewReader(text))
	}
	return err
}

// Involved returns the connections that the finding is about: first the one on which
// the rule is broken, then those that have ops left, and the observer.
func (f Finding) Involved() []string {
	all := []string{f.Violation.Conn}
	for _, op := range f.Case.Ops {
		all = append(all, op.Who)
	}
	all = append(all, observer)
	var once []string
	for _, name := range all {
		if name != "" && !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
