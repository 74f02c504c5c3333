package handin

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNotes: what a builder should know is reported, with its line.
func TestNotes(t *testing.T) {
	const mod = `module example.com/evil // not chatlab

go 1.99.1

toolchain go1.99.1

replace chatlab => ../../../../home/teacher/chatlab

replace (
	golang.org/x/sys => /etc // here
	// replace nothing
)

require golang.org/x/sys v0.1.0
require(
	example.com/a v1.0.0
)
exclude example.com/b v1.0.0
`
	files := []made{
		{"go.mod", mod, 0},
		{"go.work", "go 1.26\nuse .\nreplace a => b\n", 0},
		{"main.go", "package main\n\n// #include <stdio.h>\nimport \"C\"\nimport _ \"embed\"\n\n//go:embed secret.txt ../../up\nvar s string\n\n//go:embedded is nothing\n// go:embed is nothing either\n", 0},
		{"raw.go", "package main\n\nimport c `C`\n\n\t//go:embed\tx\n", 0},
		{"spelt.go", "package main\n\nimport (\n\t\"os\"\n\t\"\\x43\"\n)\n", 0},
		{"harmless.go", "package main\n\nconst c = `import \"C\"`\n", 0},
		{"broken.go", "package\n//go:embed \x1b[31m\u202e\n", 0},
		{"go.mod.txt", mod, 0},
	}
	laid, err := newYard(t).lay(findOne(t, save(t, t.TempDir(), "a.zip", zipOf(t, files))))
	check(t, err)
	var got []string
	for _, n := range laid.Notes {
		got = append(got, fmt.Sprint(n.File, ": ", n.Kind, ": ", n.Text))
	}
	want := []string{
		"broken.go: embed: //go:embed \ufffd[31m\ufffd",
		"go.mod: go.mod: module example.com/evil",
		"go.mod: toolchain: go 1.99.1",
		"go.mod: toolchain: toolchain go1.99.1",
		"go.mod: replace: replace chatlab => ../../../../home/teacher/chatlab",
		"go.mod: replace: golang.org/x/sys => /etc",
		"go.mod: require: require golang.org/x/sys v0.1.0",
		"go.mod: require: example.com/a v1.0.0",
		"go.work: go.work: ",
		"go.work: toolchain: go 1.26",
		"go.work: replace: replace a => b",
		"main.go: cgo: import \"C\"",
		"main.go: embed: //go:embed secret.txt ../../up",
		"raw.go: cgo: import `C`",
		"raw.go: embed: //go:embed\tx",
		`spelt.go: cgo: import "\x43"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
