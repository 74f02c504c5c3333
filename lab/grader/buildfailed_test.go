package grader

import (
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/program"
)

// TestBuildFailed: the kit takes the blame for a build only if nothing of the hand-in can have
// put the words there.
func TestBuildFailed(t *testing.T) {
	const cache = "/kit/go-build"
	for name, row := range map[string]struct {
		folder, words, source string
		want                  bool
	}{
		"Go's own words":   {"source", "open " + cache + "/ab/cd-d: read-only file system", "package main\n", true},
		"other words":      {"source", "main.go:1:1: undefined: x", "package main\n", false},
		"a line directive": {"source", "open " + cache + ":1:13: cannot use", "package main\n\n//line open " + cache + ":1\nvar x int = \"\"\n", false},
		"a full disk":      {"source", "link: mapping output file failed: no space left on device", "package main\n", true},
		"a disk, it says":  {"source", "no space left on device:1: cannot use", "package main\n\n//line no space left on device:1\nvar x int = \"\"\n", false},
		"its own command":  {"", "open " + cache + "/ab: read-only file system", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			x := &try{grader: &Grader{}, dir: t.TempDir()}
			x.grader.confined.cache, x.handed.Target.Folder = cache, row.folder
			if err := os.Mkdir(filepath.Join(x.dir, sourceFolder), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(x.dir, sourceFolder, "main.go"), []byte(row.source), 0o644); err != nil {
				t.Fatal(err)
			}
			got := x.trouble(&program.Trouble{Kind: program.NotBuilt, What: "the Go code does not build", Output: row.words})
			if (got.Kind == program.OfTheKit.String()) != row.want {
				t.Errorf("kind %s", got.Kind)
			}
		})
	}
}
