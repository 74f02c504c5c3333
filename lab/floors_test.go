package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors says on which floor of the house each package stands. Imports go
// down only: what stands low can be read, tested and reused without what
// stands above.
var floors = map[string]int{
	"chatlab/server/wire":   0,
	"chatlab/lab/trace":     0,
	"chatlab/lab/lesson":    0,
	"chatlab/lab/patch":     0,
	"chatlab/lab/reaper":    0,
	"chatlab/lab/scratch":   0,
	"chatlab/lab/prose":     0,
	"chatlab/lab/cells":     0,
	"chatlab/lab/wholefile": 0,
	"chatlab/lab/program":   1,
	"chatlab/lab/guard":     1,
	"chatlab/lab/doctor":    1,
	"chatlab/lab/progress":  1,
	"chatlab/lab/sockets":   0,
	"chatlab/lab/watch":     0,
	"chatlab/lab/cert":      0,

	"chatlab/server/overtls": 0,

	"chatlab/server/internal/talk": 1,

	"chatlab/server":          1,
	"chatlab/server/history":  1,
	"chatlab/server/accounts": 1,
	"chatlab/server/settings": 2,

	"chatlab/client":       1,
	"chatlab/lab/dialect":  1,
	"chatlab/lab/draw":     1,
	"chatlab/lab/fault":    1,
	"chatlab/lab/specimen": 1,
	"chatlab/lab/screen":   1,

	"chatlab/lab/rule":  2,
	"chatlab/lab/proxy": 2,
	"chatlab/lab/sim":   2,

	"chatlab/lab/script": 3,
	"chatlab/lab/hunt":   3,
	"chatlab/lab/grade":  4,
	"chatlab/lab/law":    5,
	"chatlab/lab":        6,
}

// barred says what some packages must not import, and why.
var barred = []struct {
	importers string // a prefix
	imported  string // a prefix
	except    []string
	reason    string
}{
	{"chatlab/server", "chatlab/lab", nil, "the server is an example to read, and no part of what tests it"},
	{"chatlab/client", "chatlab/lab", nil, "the client is an example to read, and no part of what tests it"},
	{"chatlab/server", "github.com/", []string{"chatlab/server/history"}, "the server shows what the standard library can do"},
	{"chatlab/client", "github.com/", nil, "the client shows what the standard library can do"},
	{"chatlab/", "github.com/rogpeppe/go-internal/testscript", []string{"chatlab/lab/script"}, "one adapter: everything else deals with scenarios"},
	{"chatlab/", "github.com/google/go-cmp", nil, "it is made for tests"},
	{"chatlab/", "github.com/spf13/cobra", []string{"chatlab/lab"}, "packages do work; only the command line knows flags"},
	{"chatlab/", "chatlab/server/internal/talk", nil, "it is made for tests"},
	{"chatlab/", "os/exec", []string{"chatlab/lab/program"}, "one place runs processes, and ends them"},
	{"chatlab/", "os/signal", []string{"chatlab/lab", "chatlab/lab/guard", "chatlab/lab/program"}, "signals belong to the program, not to packages; but for what servers inherit"},
}

func TestImportsGoDown(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./server/...", "./client/...", "./lab/...")
	list.Dir = clone(t).root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		importer, imports := words[0], words[1:]
		floor, ok := floors[importer]
		if !ok {
			t.Errorf("%s stands on no floor: give it one, here and in docs/architecture.md", importer)
			continue
		}
		seen[importer] = true
		for _, imported := range imports {
			if below, ours := floors[imported]; ours && below >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d)", importer, floor, imported, below)
			}
			for _, bar := range barred {
				if strings.HasPrefix(importer, bar.importers) && strings.HasPrefix(imported, bar.imported) && !slices.Contains(bar.except, importer) {
					t.Errorf("%s imports %s: %s", importer, imported, bar.reason)
				}
			}
		}
	}
	for importer := range floors {
		if !seen[importer] {
			t.Errorf("%s has a floor and does not exist", importer)
		}
	}
}
