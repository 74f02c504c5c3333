package class

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEachKindHasAWord: a fault of the server is not called one of the kit, and the other way
// round. The usual points excuse exactly the kit's.
func TestEachKindHasAWord(t *testing.T) {
	usual, said := UsualPoints(), map[string]bool{}
	for _, kind := range troubleKinds {
		if kind == "refused" {
			continue
		}
		trouble := Trouble{Kind: kind}
		if excused := usual.Trouble[kind] == Excluded; trouble.OfKit() != excused || (trouble.Is() == IsUnjudged) != excused {
			t.Errorf("%s: of the kit %v, and it %s; the usual points excuse it: %v", kind, trouble.OfKit(), trouble.Is(), excused)
		}
		if said[trouble.Is()] && !trouble.OfKit() {
			t.Errorf("two kinds are called %q", trouble.Is())
		}
		said[trouble.Is()] = true
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"it is no folder": "It is no folder.", "main.go: it is a link": "main.go: it is a link.", "already One.": "Already One.", "": "", "étude": "Étude.",
	} {
		if got := Sentence(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestWithout: of many left out files, the first ones are named and the others counted.
func TestWithout(t *testing.T) {
	r := Result{AllLeftOut: 300}
	for i := range 100 {
		r.LeftOut = append(r.LeftOut, fmt.Sprintf("%d.exe: it is a program", i))
	}
	heading, lines := r.Without()
	if want := append(append([]string{}, r.LeftOut[:5]...), "and 295 more"); heading != "Files or folders of the hand-in that were left out: 300" || !cmp.Equal(want, lines) {
		t.Errorf("%s: %q", heading, lines)
	}
	if heading, lines := (Result{}).Without(); heading != "" || lines != nil {
		t.Errorf("nothing is left out: %s %q", heading, lines)
	}
}

// TestFinal: only what the kit could not judge is graded again by the next run.
func TestFinal(t *testing.T) {
	spoiled := func(kind string) []Scenario {
		return []Scenario{{Verdict: Passed}, {Verdict: Spoiled, Trouble: &Trouble{Kind: kind}}}
	}
	for want, results := range map[bool][]Result{
		true:  {{}, {Refused: &Refusal{}, Scenarios: []Scenario{{Verdict: Unrun}}}, {Trouble: &Trouble{Kind: "build"}}, {Scenarios: spoiled("limit")}},
		false: {{Trouble: &Trouble{Kind: "kit"}}, {Scenarios: spoiled("port")}, {Scenarios: spoiled("interrupted")}},
	} {
		for _, r := range results {
			if r.Final() != want {
				t.Errorf("%+v: final %v, want %v", r, r.Final(), want)
			}
		}
	}
}
