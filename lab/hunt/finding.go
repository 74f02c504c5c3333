package hunt

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chatlab/lab/rule"
	"chatlab/lab/scratch"
	"chatlab/lab/trace"
)

// A Finding is what is known of a case that breaks a rule.
type Finding struct {
	Case      Case           `json:"case"`      // with as few ops as were found
	Drawn     int            `json:"drawn"`     // how many ops there were before
	Tried     int            `json:"tried"`     // runs that it took to leave the others out
	Violation rule.Violation `json:"violation"` // of the case as it is now
	Replay    Replay         `json:"replay"`
	Words     string         `json:"words,omitempty"` // the last of what the process printed, if the run ended it
	Log       trace.Log      `json:"-"`               // what clients and server did
}

// A Replay is how often a run could be repeated. The case's own Before says whether
// other runs were made before each of them.
type Replay struct {
	Runs  int `json:"runs"`
	Broke int `json:"broke"` // in how many the rule was broken
	Same  int `json:"same"`  // how many were the same to the last byte and nanosecond
}

// replays is how often a finding is run again.
const replays = 10

// Examine makes a finding of a case that breaks a rule, as the outcome of its run
// says: it shrinks the case, if it is told how, runs it again and again, and keeps
// the trace of a run in which the rule is broken. The runs should be in processes of
// their own. A case that breaks no rule in these is tried after the runs that the
// outcome says were made before it.
func Examine(ctx context.Context, runs Runs, c Case, o Outcome, shrink *Shrink) (f Finding, err error) {
	f = Finding{Violation: o.Broken[0]}
	if f.Case, err = c.Full(); err != nil {
		return f, err
	}
	f.Drawn = len(f.Case.Ops)
	again, err := f.confirm(ctx, runs, o.Before)
	if err != nil {
		return f, err
	}
	if shrink != nil && again && f.Case.Before == nil {
		shrink.Rule = f.Violation.Rule.Name
		if f.Case, f.Tried, err = shrink.Case(ctx, f.Case); err != nil {
			return f, err
		}
	}
	f.Case.Only = f.Case.numbers()
	return f, f.replay(ctx, runs)
}

// confirm reports whether the case breaks the rule again: by itself in one of several
// runs, or else after the runs before. In that case it puts them into the case.
func (f *Finding) confirm(ctx context.Context, runs Runs, before []Case) (again bool, err error) {
	for range replays {
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

// numbers are those of the ops that are left.
func (c Case) numbers() []int {
	var all []int
	for _, op := range c.Ops {
		all = append(all, op.Number)
	}
	return all
}

// replay runs the case again, and takes a trace with it.
func (f *Finding) replay(ctx context.Context, runs Runs) error {
	dir, remove, err := scratch.Folder("trace")
	if err != nil {
		return err
	}
	defer remove()
	file := filepath.Join(dir, "run.trace")
	hashes := make(map[string]int)
	began := time.Now()
	for f.Replay.Runs < replays && (f.Replay.Runs == 0 || time.Since(began) < enough) {
		o, err := runs(ctx, f.Case)
		if err != nil {
			return err
		}
		f.Replay.Runs++
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

// take takes the trace of a run, if the rule is broken in it.
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
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	f.Violation, f.Words = v, o.Words
	f.Log, err = trace.Parse(file)
	return err
}

// Involved are the connections that the finding is about, the one first on
// which the rule is broken: those that still do something, and who listens.
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
