package script

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"chatlab/lab/program"
	"chatlab/lab/scratch"
)

// play runs the scenario's steps through testscript. It returns what ended the scenario,
// or nil if every step passed.
func (s *session) play() error {
	dir, remove, err := scratch.Folder("scenario")
	if err != nil {
		return &program.Trouble{What: err.Error(), Tried: s.scenario.ID()}
	}
	s.removeDir = remove                                                       // called at the end: the server may still use its files
	file := filepath.Join(dir, "scenario.txtar")                               // its name would tell the server, which sees it, what is asked
	if err := os.WriteFile(file, []byte(s.scenario.Text), 0o666); err != nil { // the text that was loaded: a server may have changed the file
		return err
	}
	if err := s.layPaths(); err != nil {
		return err
	}
	t := &runner{}
	t.Run(s.scenario.Name, func(t testscript.T) {
		testscript.RunT(t, testscript.Params{
			Files:       []string{file},
			Cmds:        s.wrapped(),
			WorkdirRoot: dir,
			Setup: func(env *testscript.Env) error {
				s.files = env.WorkDir
				return os.Remove(file) // it has been read, and may be hidden
			},
		})
	})
	switch {
	case s.stopped != nil:
		return s.stopped
	case t.failed:
		return errors.New(t.log)
	case s.next < len(s.steps):
		return fmt.Errorf("the scenario ended at line %d, before its end", s.steps[s.next].Line)
	}
	return nil
}

// wrapped returns the commands as testscript wants them. Each also keeps the step's record
// and its error, and catches a panic.
func (s *session) wrapped() map[string]func(*testscript.TestScript, bool, []string) {
	cmds := make(map[string]func(*testscript.TestScript, bool, []string))
	for _, c := range Commands() {
		cmds[c.Name] = func(ts *testscript.TestScript, _ bool, args []string) {
			if s.stopped = s.step(c, args); s.stopped != nil {
				ts.Fatalf("%v", s.stopped)
			}
		}
	}
	return cmds
}

// step runs one command as the next step.
func (s *session) step(c Command, args []string) (err error) {
	if s.next >= len(s.steps) || s.steps[s.next].command != c.Name {
		return fmt.Errorf("step %s was not expected here: the scenario was read wrongly", c.Name)
	}
	step := &s.steps[s.next]
	s.next++
	s.begin(step)
	defer func() { s.finish(step, err) }()
	err = guarded(func() (err error) {
		step.Detail, err = c.run(s, args)
		return err
	})
	if err == nil {
		err = s.floodsWhole()
	}
	err = s.inTime(s.withinEffort(err))
	if f := new(Failure); errors.As(err, &f) {
		s.tellLongLine(f)
		s.tellOthers(f)
	}
	var usage usageError
	if errors.As(err, &usage) {
		err = &Mistake{File: s.scenario.File, Line: step.Line, What: usage.what, Usage: c.Usage()}
	}
	return err
}

// withinEffort returns how a step ended. If the patterns of the dialect match nothing any more,
// neither a success nor a failure means what it says, and the reason is a failure of its own.
func (s *session) withinEffort(err error) error {
	if !s.dialect.Exhausted() || s.ctx.Err() != nil || err != nil && !errors.As(err, new(*Failure)) {
		return err
	}
	return s.failure(Failure{
		Expected: words("about as much from the server as the clients say"),
		Received: words("so much that its dialect's patterns would take too long to match it"),
		Mark:     -1,
		Note:     "does the server repeat itself without end? If not, make its patterns shorter (docs/any-language.md)",
	})
}

// A runner is the T that testscript reports to. FailNow must not return, so it panics with
// the runner itself, and Run catches that.
type runner struct {
	failed bool
	log    string
}

func (r *runner) Run(_ string, f func(testscript.T)) {
	defer func() {
		if p := recover(); p != nil && p != r {
			panic(p)
		}
	}()
	f(r)
}

func (r *runner) FailNow() {
	r.failed = true
	panic(r)
}

func (r *runner) Fatal(args ...any) {
	r.Log(args...)
	r.FailNow()
}

func (r *runner) Skip(args ...any) { r.Fatal(args...) }
func (r *runner) Log(args ...any)  { r.log = fmt.Sprint(args...) }
func (r *runner) Parallel()        {}
func (r *runner) Verbose() bool    { return false }
