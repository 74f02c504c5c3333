package vet

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"chatlab/lab/script"
)

// Sound reads a scenario, and refuses what can be seen without running it. It is sound if it
// can run, even if something is missing that only readers need. Clauses are all of the
// protocol.
func Sound(file string, clauses []string) (sc script.Scenario, refusals []Refusal, sound bool) {
	refuse := func(line int, what, try string) {
		refusals = append(refusals, Refusal{File: file, Line: line, What: what, Try: try})
	}
	sc, err := script.Load(file)
	var mistake *script.Mistake
	switch {
	case errors.As(err, &mistake):
		return sc, []Refusal{mistaken(file, mistake)}, false
	case err != nil:
		refuse(1, "it can't be read: "+err.Error(), "")
		return sc, refusals, false
	}
	if strings.HasPrefix(sc.Claim, ToWrite) {
		refuse(1, "the claim is still the text of the template", "say in one sentence what must hold: students read it first when they fail")
	}
	if len(sc.Clauses) == 0 {
		refuse(1, "it names no clause", "add a line such as clause P2: a student who fails it must be able to read what was promised")
	}
	sound = true
	for _, id := range sc.Clauses {
		if !slices.Contains(clauses, id) {
			refuse(lineOf(sc, id), "docs/protocol.md has no clause "+id, "name one that it has, "+clauseRange(clauses))
			sound = false
		}
	}
	return sc, refusals, sound
}

// mistaken refuses a scenario with a mistake, which may show only when it runs.
func mistaken(file string, m *script.Mistake) Refusal {
	try := "docs/commands.md has all commands"
	if m.Usage != "" {
		try = "usage: " + m.Usage
	}
	return Refusal{File: file, Line: m.Line, What: m.What, Try: try}
}

// clauseRange says which clauses there are: "P1 to P26". The protocol has them in the order
// of a conversation, not of their numbers.
func clauseRange(ids []string) string {
	byNumber := func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
	return slices.MinFunc(ids, byNumber) + " to " + slices.MaxFunc(ids, byNumber)
}

// lineOf finds the line that names a clause.
func lineOf(sc script.Scenario, id string) int {
	for _, line := range sc.Lines {
		if line.Names(id) {
			return line.Number
		}
	}
	return 1
}
