package grader

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"chatlab/lab/handin"
)

// TestUnread: a hand-in that may not be read is trouble of its own, for which the student is not
// to blame. A machine that can't grade anybody ends the grading.
func TestUnread(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want bool
	}{
		"not allowed": {fmt.Errorf("ana: %w", &fs.PathError{Op: "open", Path: "ana", Err: syscall.EACCES}), true},
		"a full disk": {fmt.Errorf("ana: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), false},
		"refused":     {&handin.Refusal{Reason: handin.Damaged}, false},
		"nothing":     {nil, false},
	} {
		if trouble := unread(c.err); (trouble != nil) != c.want || trouble != nil && !trouble.OfKit() {
			t.Errorf("%s: %v", name, trouble)
		}
	}
}
