package grade

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/program"
	"chatlab/lab/script"
)

// TestPaths: no path of this machine is shown.
func TestPaths(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	b := &Builder{Root: root}
	stack := "\t" + filepath.Join(root, "work", "main.go") + ":7\n" + filepath.Join(os.TempDir(), "chatlab-12ab", "scenario-3", "cert.pem")
	want := "\t" + filepath.Join("work", "main.go") + ":7\n" + filepath.Join("scenario-3", "cert.pem")
	o := b.told(script.Outcome{
		Output: stack, AtEnd: stack,
		Trouble: &program.Trouble{What: stack, Tried: stack, Output: stack},
		Failure: &script.Failure{Server: stack, Note: stack},
	})
	got := []string{o.Output, o.AtEnd, o.Trouble.What, o.Trouble.Tried, o.Trouble.Output, o.Failure.Server, o.Failure.Note}
	if diff := cmp.Diff(slices.Repeat([]string{want}, len(got)), got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}
