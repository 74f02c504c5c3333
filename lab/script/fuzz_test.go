package script

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzScenario: any file is a scenario, or a mistake with a place in the file. A scenario
// that was read can be written again.
func FuzzScenario(f *testing.F) {
	for _, text := range []string{
		"", "# A claim.\n", "# A claim.\nserver\njoin ana\n", "# x\nclause P1 P2\nneeds no-echo\nserver\nsend ana 'a\\n' '\\xff'  # pieces\n",
		"# x\n! server\n", "# x\n[linux] server\n", "# x\nsay ana 'it\n", "# x\nheer\n", "-- a.txt --\n", "# x\nserver \"a\"\n",
		"# x\ntogether say ana a and say bruno b\n", "# x\nflood ana 99999999999999GB\n", "# x\ncrowd 999999999 x\n", "# x\nserver\ntogether crowd -1 and say ana b\nrace\nconnect --from\n", "#\r\nserver\r\n", "# \x00\xff\u202e\n\x1b[2J\n",
	} {
		f.Add(text)
	}
	for _, file := range all(f) {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(dir, "x.txtar")
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		sc, err := Load(file)
		lines := strings.Count(text, "\n") + 1
		var mistake *Mistake
		switch {
		case errors.As(err, &mistake):
			if mistake.Line < 1 || mistake.Line > lines || mistake.What == "" {
				t.Fatalf("a mistake without a place: %+v", mistake)
			}
		case err != nil:
			t.Fatalf("an error that is no mistake of the file: %v", err)
		case sc.Claim == "" || len(sc.Lines) == 0 || len(sc.Lines) > lines:
			t.Fatalf("no scenario: %+v", sc)
		}
	})
}

// all returns the scenarios of the kit.
func all(f *testing.F) []string {
	files, err := filepath.Glob("../../scripts/*/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no scenarios found: ", err)
	}
	return files
}
