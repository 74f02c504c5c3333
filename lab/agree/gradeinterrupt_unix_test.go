//go:build unix

package agree

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/google/go-cmp/cmp"

	"chatlab/lab/class"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// TestInterruptedClass: an interrupt keeps what was graded, and leaves no half result. The same
// command goes on.
func TestInterruptedClass(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	share.WholeOnly(t)
	sandbox.NeedsPython(t)
	c := newClassroom(t)
	args := []string{"grade", c.handIns, "--lesson", "1", "--out", "results", "--jobs", "1"}
	command := sandbox.Command(t, c.Root, args...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := os.Mkdir(c.Path("results"), 0o777); err != nil {
		t.Fatal(err)
	}
	file := c.Path("results/" + class.ResultsFile)
	saved, err := fsnotify.NewWatcher()
	if err == nil {
		defer saved.Close()
		err = saved.Add(filepath.Dir(file))
	}
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := awaitResult(saved, file); err != nil {
		command.Process.Kill()
		command.Wait()
		t.Fatalf("%v: %s", err, out.String())
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	command.Wait()
	if status := command.ProcessState.ExitCode(); status != 130 {
		t.Fatalf("ended with %d: %s", status, out.String())
	}
	some := c.results(t, "results")
	if len(some) == 0 || len(some) == 6 {
		t.Errorf("%d results after the interrupt", len(some))
	}
	if left, _ := os.ReadDir(c.Path("results/.under-way")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	c.grade(t, 0, args[1:]...)
	all := c.results(t, "results")
	if len(all) != 6 {
		t.Fatalf("%d results", len(all))
	}
	for _, r := range some {
		if !slices.ContainsFunc(all, func(a class.Result) bool { return cmp.Equal(a, r) }) {
			t.Errorf("%s was graded again", r.Student.Key)
		}
	}
}

// awaitResult returns once a file has a result. Saved reports changes in its folder.
func awaitResult(saved *fsnotify.Watcher, file string) error {
	limit := time.After(2 * time.Minute)
	for text := []byte(nil); !bytes.Contains(text, []byte("\n")); text, _ = os.ReadFile(file) {
		select {
		case <-saved.Events:
		case err := <-saved.Errors:
			return err
		case <-limit:
			return errors.New("no result")
		}
	}
	return nil
}
