package course

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/watch"
)

// TestBuildsAreNoSaves: files that the build writes are told from those that somebody saves,
// also while a build runs.
func TestBuildsAreNoSaves(t *testing.T) {
	t.Parallel()
	dir, version := t.TempDir(), ""
	write := func(names ...string) {
		t.Helper()
		version += "x" // another size, since the clock of a file system may be coarse
		for _, name := range names {
			text := version
			if filepath.Ext(name) == "" {
				text += "\x00" // a program
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	var m builds
	check := func(what string, during, after, want []string) {
		t.Helper()
		before := watch.Look(dir)
		write(during...)
		m.note(built(dir, before))
		write(after...)
		if diff := cmp.Diff(want, m.without(before.Changed(watch.Look(dir)), watch.Look(dir))); diff != "" {
			t.Errorf("%s: saves (-want +got):\n%s", what, diff)
		}
	}
	write("server.c")
	check("a build that fails", nil, nil, nil)
	check("a save during the first that makes something", []string{"server", "server.c", "new.c"}, nil, []string{"new.c", "server.c"})
	check("the check that follows it", []string{"server"}, nil, nil)
	check("the next", []string{"server"}, []string{"server.c"}, []string{"server.c"})
	check("a save meanwhile", []string{"server", "server.c"}, nil, []string{"server.c"})
	check("the check that follows", []string{"server"}, nil, nil)
	check("a build makes more than before", []string{"server", "more"}, nil, nil)
	check("a build writes text", []string{"server", "table.h"}, nil, []string{"table.h"})
	check("it does so again", []string{"server", "table.h"}, nil, nil)
	if saves := m.without([]string{"server-tmp"}, watch.Look(dir)); saves != nil {
		t.Errorf("a file of the build that is gone: %q", saves)
	}
	check("somebody saves what the build makes", []string{"server"}, []string{"server"}, []string{"server"})
}
