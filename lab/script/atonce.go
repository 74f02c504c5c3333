package script

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

// atOnce does n things at the same moment, and returns the error of each when all are
// done.
func atOnce(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = guarded(func() error { return do(i) }) })
	}
	all.Wait()
	return errs
}

// guarded runs a part of a step. A panic in it is a fault of the kit: that step can't be
// judged, and everything else goes on.
func guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &program.Trouble{What: fmt.Sprintf("the kit itself broke: %v", p), Tried: "a step", Output: string(debug.Stack())}
		}
	}()
	return do()
}

// ofMany returns the first of the errors of several clients, and says how many failed. It
// prefers the error of a client that the backlog kept out, which explains the others.
func ofMany(errs []error) error {
	told, which, failed := error(nil), "the first", 0
	var absent []string
	for _, err := range errs {
		if err == nil {
			continue
		}
		failed++
		if f := new(Failure); errors.As(err, &f) {
			absent = append(absent, f.absent...)
		}
		if told == nil {
			told = err
		} else if !isBacklog(told) && isBacklog(err) {
			told, which = err, "one"
		}
	}
	var f *Failure
	if errors.As(told, &f) && len(errs) > 1 {
		f.absent, f.many = absent, ofSeveral{failed, len(errs), which}
		f.addNote(f.many.note())
	}
	return told
}

// ofSeveral says of how many clients a failure shows one. Its zero value is that of a step about one.
type ofSeveral struct {
	failed, of int
	which      string // which of them it is, such as "the first"
}

func (m ofSeveral) String() string { return fmt.Sprintf("%d of %d clients", m.failed, m.of) }

func (m ofSeveral) happened() string { return "this happened to " + m.String() }

func (m ofSeveral) note() string {
	return fmt.Sprintf("%s; this is %s of them", m.happened(), m.which)
}

// Who says how many clients failed in a step that many do at the same moment, of how many, and who they
// are if nothing came to them. It is empty if the step is about one client, or one failed.
func (f *Failure) Who() string {
	switch {
	case f.many.failed < 2:
		return ""
	case len(f.absent) < f.many.failed:
		return f.many.String()
	}
	return f.many.String() + ": " + inASentence(f.absent, mostFailed)
}

// NoteBesideWho is the note without what Who says.
func (f *Failure) NoteBesideWho() string {
	if f.Who() == "" {
		return f.Note
	}
	before, after, _ := strings.Cut(f.Note, f.many.note())
	return strings.Trim(strings.TrimSuffix(before, "; ")+after, "; ")
}

// mostFailed is how many clients Who names.
const mostFailed = 8

// isBacklog reports whether an error is the failure of a client that the system kept out
// because the server's backlog was full.
func isBacklog(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Symptom == lesson.Backlog
}
