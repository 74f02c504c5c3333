package grader

import (
	"errors"
	"syscall"

	"chatlab/lab/class"
)

// spoilt takes back a result that a full disk may have spoilt. Given up: who has filled it is not
// asked. It may be the hand-in, which then has no mark until a teacher looks.
func (x *try) spoilt() {
	x.result.Refused, x.result.Own, x.result.Scenarios = nil, nil, x.all()
	x.result.Trouble = class.Full()
}

// isFull reports whether an error says that a disk is full, or what this user may have of it.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// fullWords are those of such an error in the output of a compiler.
var fullWords = []string{syscall.ENOSPC.Error(), syscall.EDQUOT.Error()}
