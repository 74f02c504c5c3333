package patch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

const twoChanges = `Why it
is there.
kills: 01-a/b 02-c/d
found: 01-a/b

-- x.go old --
one
-- x.go new --
eins
-- x.go old --
two
-- x.go new --
zwei
`

func TestPatch(t *testing.T) {
	p, err := Read(write(t, "p.txtar", twoChanges))
	if err != nil {
		t.Fatal(err)
	}
	if p.Why != "Why it\nis there." || !cmp.Equal(p.Kills, []string{"01-a/b", "02-c/d"}) || p.Found != "01-a/b" {
		t.Errorf("why %q, kills %q, found %q", p.Why, p.Kills, p.Found)
	}
	file := write(t, "x.go", "one\ntwo\nthree\n")
	changed, err := p.Apply(filepath.Dir(file))
	if err != nil || string(changed["x.go"]) != "eins\nzwei\nthree\n" {
		t.Errorf("applied: %q, %v", changed, err)
	}
	if text, _ := os.ReadFile(file); string(text) != "one\ntwo\nthree\n" {
		t.Errorf("the file itself was changed: %q", text)
	}
	overlay, err := p.Overlay(filepath.Dir(file), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(overlay); !strings.Contains(string(text), "x.go") {
		t.Errorf("overlay: %s", text)
	}
}

func TestPatchMustMatchOnce(t *testing.T) {
	p, err := Read(write(t, "p.txtar", twoChanges))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"one\n": "0 times", "one\ntwo\ntwo\n": "2 times"} {
		if _, err := p.Apply(filepath.Dir(write(t, "x.go", text))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("applied to %q: %v, want an error with %q", text, err, want)
		}
	}
	if _, err := p.Apply(t.TempDir()); err == nil {
		t.Error("applied to a file that is not there")
	}
}

func TestPatchOfWrongForm(t *testing.T) {
	for _, text := range []string{"only words\n", "-- x old --\na\n", "-- x old --\na\n-- y new --\nb\n", "-- x --\na\n-- x new --\nb\n"} {
		if _, err := Read(write(t, "p.txtar", text)); err == nil {
			t.Errorf("read %q", text)
		}
	}
}
