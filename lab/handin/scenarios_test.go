package handin

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestLayScenarios: scenarios are found where students put them, and nothing else is laid.
func TestLayScenarios(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  []string
		why   Reason
	}{
		"loose":             {[]string{"a.txtar", "b.TXTAR", "notes.md"}, []string{"a.txtar", "b.TXTAR"}, ""},
		"in a folder":       {[]string{"mine/a.txtar"}, []string{"a.txtar"}, ""},
		"of the lesson":     {[]string{"03-half-a-message/a.txtar", "04-how-long-is-a-line/b.txtar"}, []string{"a.txtar"}, ""},
		"a clone":           {[]string{"lab/lesson/table.go", "server/wire/wire.go", "scripts/03-half-a-message/a.txtar", "scripts/05-same-name/c.txtar", "work/03-half-a-message/b.txtar", "testdata/mutants/d.txtar"}, []string{"a.txtar", "b.txtar"}, ""},
		"twice":             {[]string{"scripts/03-half-a-message/a.txtar", "work/03-half-a-message/a.txtar"}, nil, Twice},
		"a server":          {[]string{"main.go"}, nil, NoScenarios},
		"of another lesson": {[]string{"lab/x.go", "scripts/05-same-name/c.txtar"}, nil, NoScenarios},
	} {
		t.Run(name, func(t *testing.T) {
			in := filepath.Join(t.TempDir(), "ana")
			for _, file := range c.files {
				at := filepath.Join(in, filepath.FromSlash(file))
				check(t, os.MkdirAll(filepath.Dir(at), 0o755))
				check(t, os.WriteFile(at, []byte("# x\n"), 0o644))
			}
			laid, err := LayScenarios(HandIn{Name: "ana", Path: in, Kind: Folder}, lesson3, t.TempDir())
			no := new(Refusal)
			if errors.As(err, &no); no.Reason != c.why || (err != nil) != (c.why != "") || !slices.Equal(laid.Files, c.want) {
				t.Errorf("%v %v", laid.Files, err)
			}
		})
	}
}
