package script

import (
	"errors"
	"fmt"
	"runtime/debug"
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
		f.absent = absent
		f.addNote(fmt.Sprintf("this happened to %d of %d clients; this is %s of them", failed, len(errs), which))
	}
	return told
}

// isBacklog reports whether an error is the failure of a client that the system kept out
// because the server's backlog was full.
func isBacklog(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Symptom == lesson.Backlog
}
