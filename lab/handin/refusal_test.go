package handin

import (
	"strings"
	"testing"
)

// TestReasons: each reason has its own sentence, which fits after "main.go: ", and an advice.
func TestReasons(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range reasons {
		if seen[string(r.reason)] || seen[r.is] {
			t.Errorf("%s is there twice, or says the same as another", r.reason)
		}
		isWord := r.reason == Damaged || r.reason == Encrypted
		if word := strings.ReplaceAll(string(r.reason), "UTF-16", ""); strings.Contains(word, "-") || !isWord && !strings.Contains(word, " ") {
			t.Errorf("%q is a code and no words; views count by it", r.reason)
		}
		seen[string(r.reason)], seen[r.is] = true, true
		for _, text := range []string{r.is, r.try} {
			if text == "" || strings.ToLower(text[:1]) != text[:1] || strings.HasSuffix(text, ".") {
				t.Errorf("%s says %q", r.reason, text)
			}
		}
	}
	for want, got := range map[string]error{
		"ana: it has no source files; hand in the text of your program":             &Refusal{Reason: Nothing, HandIn: "ana"},
		"ana: main.go: the archive is damaged or was cut off (x); " + Damaged.Try(): &Refusal{Damaged, "ana", "main.go", "x"},
	} {
		if got.Error() != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got, want := (LeftOut{"a.out", Compiled, "ELF"}).String(), "a.out: it is a compiled program (ELF); hand in its source"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
