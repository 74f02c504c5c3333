//go:build unix

package bench

import (
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/lesson"
)

// TestStoppedBlockCleansUp: a command that is stopped gets an interrupt, and time to clean up.
func TestStoppedBlockCleansUp(t *testing.T) {
	t.Parallel()
	const line = `touch folder; trap 'rm folder; echo cleaned; exit' INT; echo begun; sleep 1000 & wait`
	b, _ := serve(t, map[string]string{lesson1: "# One\n"})
	r := b.room(lesson.All[0])
	l := r.add()
	await := func(what string, is func(block) bool) {
		t.Helper()
		for {
			r.mu.Lock()
			now := *r.blocks[0]
			r.mu.Unlock()
			if is(now) {
				return
			}
			select {
			case <-l.wake:
			case <-t.Context().Done():
				t.Fatalf("not %s: %+v", what, now)
			}
		}
	}
	command, _ := b.Command(line)
	command.Dir = b.Kit.Root
	r.run(0, command)
	await("begun", func(b block) bool { return b.output == "begun\n" })
	r.halt(0)
	await("stopped", func(b block) bool { return b.end == "stopped" })
	if _, err := os.Stat(filepath.Join(b.Kit.Root, "folder")); err == nil || r.blocks[0].output != "begun\ncleaned\n" {
		t.Errorf("it was killed: %q", r.blocks[0].output)
	}
}
