package lesson

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFind(t *testing.T) {
	for _, word := range []string{"3", "03", "half-a-message", "03-half-a-message"} {
		if l, err := Find(word); err != nil || l.Number != 3 {
			t.Errorf("Find(%q) = lesson %d, %v", word, l.Number, err)
		}
	}
	for _, word := range []string{"", "0", "99", "-3", "half", "03-half-a-messag"} {
		if l, err := Find(word); err == nil {
			t.Errorf("Find(%q) = lesson %d", word, l.Number)
		}
	}
}

func TestFindAll(t *testing.T) {
	for word, want := range map[string]int{"3": 1, "03-half-a-message": 1, "5-7": 3, "1-14": 14, "4-4": 1} {
		if all, err := FindAll(word); err != nil || len(all) != want {
			t.Errorf("FindAll(%q) = %d lessons, %v; want %d", word, len(all), err, want)
		}
	}
	for _, word := range []string{"", "7-5", "0-3", "12-99", "-3", "3-", "3-x"} {
		if all, err := FindAll(word); err == nil {
			t.Errorf("FindAll(%q) = %d lessons", word, len(all))
		}
	}
}

func TestRoot(t *testing.T) {
	kit := t.TempDir()
	deep := filepath.Join(kit, "work", "03-half-a-message")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{"go.mod": "module chatlab\n\ngo 1.26\n", "work/go.mod": "module other\n"} {
		if err := os.WriteFile(filepath.Join(kit, file), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if root, err := Root(deep); err != nil || root != kit {
		t.Errorf("Root(%q) = %q, %v; want %q", deep, root, err, kit)
	}
	if root, err := Root(t.TempDir()); err == nil {
		t.Errorf("Root outside a clone = %q", root)
	}
}

// TestHintFor: each symptom has a sentence, and a hint in every lesson: the lesson's own if
// it has one.
func TestHintFor(t *testing.T) {
	for _, l := range All {
		for _, s := range Symptoms() {
			if s.Says() == "" || l.HintFor(s) == "" {
				t.Errorf("lesson %d, %s: %q, hint %q", l.Number, s, s.Says(), l.HintFor(s))
			}
		}
		for s, own := range l.Symptoms {
			if s.Says() == "" || l.HintFor(s) != own {
				t.Errorf("lesson %d has a hint for %q, which is no symptom, or not shown", l.Number, s)
			}
		}
		if got := l.HintFor(""); got != "" {
			t.Errorf("lesson %d has a hint for no symptom: %s", l.Number, got)
		}
	}
}
