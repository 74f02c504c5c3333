package agree

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/trace"
)

// TestEvidence: a failed run leaves files and says where they are. A passed run leaves none
// and removes those of the run before. --keep leaves files in both cases.
func TestEvidence(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	dir := sandbox.Copy(t)
	const folder = "work/.lab/runs/03-half-a-message/split_write/"
	files := func() string {
		var names []string
		fs.WalkDir(os.DirFS(dir), "work", func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasPrefix(path, "work/.lab/runs") {
				names = append(names, strings.TrimPrefix(path, folder))
			}
			return nil
		})
		return strings.Join(names, " ")
	}
	const all = "capture.pcapng picture.html run.trace"

	out := runInside(t, dir, "go tool lab check 3 --run split_write --server ./testdata/broken/03-half-a-message")
	for _, line := range []string{"   picture " + folder + "picture.html\n", "   capture " + folder + "capture.pcapng\n", "   trace   " + folder + "run.trace\n"} {
		if !strings.Contains(out, line) {
			t.Errorf("the story does not say %q:\n%s", line, out)
		}
	}
	if got := files(); got != all {
		t.Errorf("a failed run leaves %q, want %q", got, all)
	}
	runInside(t, dir, "go tool lab check 3 --run split_write")
	if got := files(); got != "" {
		t.Errorf("a passed run leaves %q", got)
	}
	runInside(t, dir, "go tool lab check 3 --run split_write --keep")
	if got := files(); got != all {
		t.Errorf("with --keep a passed run leaves %q, want %q", got, all)
	}
	log, err := trace.ReadFile(filepath.Join(dir, filepath.FromSlash(folder+"run.trace")))
	if err != nil || !slices.Equal(log.Conns(), []string{"ana", "bruno"}) {
		t.Errorf("the trace has the connections %v, %v", log.Conns(), err)
	}
}

// TestEvidenceIsSmall: a scenario that floods leaves at most 2 MB. With --keep=whole it leaves
// everything.
func TestEvidenceIsSmall(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	dir := sandbox.Copy(t)
	left := func(keep string) (size int64) {
		runInside(t, dir, "go tool lab check 10 --run last_words --keep="+keep)
		folder := filepath.Join(dir, "work/.lab/runs/10-clean-shutdown/last_words")
		for _, name := range []string{"picture.html", "capture.pcapng", "run.trace"} {
			info, err := os.Stat(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			size += info.Size()
		}
		return size
	}
	const most = 2_000_000
	if size := left("all"); size > most {
		t.Errorf("the files have %d bytes, want %d at most", size, most)
	}
	if size := left("whole"); size < 2*most {
		t.Errorf("all of the files have only %d bytes: is it a flood at all?", size)
	}
}
