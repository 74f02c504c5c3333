package cli

import (
	"testing"

	"chatlab/lab/sandbox"
)

// TestReset: a lesson begins again, in the same language, and nothing that the student wrote is
// lost, however often.
func TestReset(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	expect := expects(t, s)
	const file = "work/03-half-a-message/server.py"
	expect(ExitFailed, "go tool lab start 3 makes one", "reset", "3")
	expect(0, "", "start", "3", "--in", "python")
	fresh := s.Read(file)
	for _, old := range []string{"work/.old/03-half-a-message-1", "work/.old/03-half-a-message-2"} {
		s.Put(file, "mine, in "+old)
		expect(0, old, "reset", "3")
		if s.Read(file) != fresh {
			t.Errorf("the copy is not as at first:\n%s", s.Read(file))
		}
		if got := s.Read(old + "/server.py"); got != "mine, in "+old {
			t.Errorf("%s has not what the student wrote: %s", old, got)
		}
	}
}
