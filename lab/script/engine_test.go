package script

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A nosyWorld notes what a server can find around its own folder.
type nosyWorld struct {
	*simulated
	found *[]string
}

func (w nosyWorld) Start(ctx context.Context, dir string, args, env []string) (string, error) {
	*w.found = append(*w.found, dir)
	err := filepath.WalkDir(filepath.Dir(dir), func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		*w.found = append(*w.found, file+": "+string(text))
		return err
	})
	if err != nil {
		return "", err
	}
	return w.simulated.Start(ctx, dir, args, env)
}

// TestServerIsNotTold: nothing in the folder of a server, or beside it, says which scenario
// runs or what it asks for. It may be a hidden one.
func TestServerIsNotTold(t *testing.T) {
	sc, err := scenario(t, "# A claim of its own.\nserver\njoin ana\n")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	Run(t.Context(), sc, nosyWorld{&simulated{}, &found}, Options{})
	if len(found) == 0 {
		t.Fatal("no server was started")
	}
	for _, f := range found {
		if strings.Contains(f, sc.Name) || strings.Contains(f, "join ana") {
			t.Errorf("a server can read %s", f)
		}
	}
}
