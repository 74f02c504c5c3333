package course

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
)

// TestFolderOfACheckIsGone: the receiver of a result may end the program at once, and
// nothing of the check stays.
func TestFolderOfACheckIsGone(t *testing.T) {
	k := Kit{Root: t.TempDir()}
	for range 50 {
		c := k.beginCheck(t.Context(), lesson.All[0], grade.KeepFailed, nil)
		<-c.built
		if found := <-c.done; found.Err == nil {
			t.Fatal("a check without a copy has no error")
		}
		left, err := filepath.Glob(filepath.Join(os.TempDir(), fmt.Sprintf("chatlab-%d-*", os.Getpid()), "watch*"))
		if err != nil || len(left) > 0 {
			t.Fatalf("%v, %v", left, err)
		}
	}
}
