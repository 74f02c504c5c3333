package class

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/program"
)

// TestEachKindHasAWord: each kind of trouble that a program can have has words of its own if it is
// a fault of the server, and none if it is one of the kit. The usual points excuse exactly the
// kit's.
func TestEachKindHasAWord(t *testing.T) {
	usual, said := UsualPoints(), map[string]bool{}
	for _, of := range program.Kinds() {
		kind := of.String()
		trouble := Trouble{Kind: kind}
		if trouble.OfKit() != of.Ours() {
			t.Errorf("%s: of the kit %v, want %v: ofTheirOwn has words for exactly the others", kind, trouble.OfKit(), of.Ours())
		}
		if !slices.Contains(troubleKinds(), kind) {
			t.Errorf("%s: a points file can't name it", kind)
		}
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
