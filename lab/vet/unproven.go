package vet

import (
	"context"
	"fmt"
	"strings"
)

// holdAgainstMutants refuses the scenarios that have no proof, and says which mutants turn
// them red. It tries only the mutants of their lesson: all of them are far too many.
func (t *trial) holdAgainstMutants(ctx context.Context) error {
	var attempts []attempt
	for _, c := range t.unproven {
		for _, m := range MutantsOf(t.mutants, c.lesson) {
			attempts = append(attempts, attempt{candidate: c, by: Proof{Mutant: &m}})
		}
	}
	red, err := t.try(ctx, attempts)
	if err != nil {
		return err
	}
	killers := map[string][]string{}
	for i, runs := range red {
		if runs == killRuns {
			killers[attempts[i].ID()] = append(killers[attempts[i].ID()], attempts[i].by.Mutant.File())
		}
	}
	for _, c := range t.unproven {
		what, try := "no broken server turns it red, so it proves nothing", fmt.Sprintf(howToProve, c.Name, c.ID(), c.Name)
		if files := killers[c.ID()]; len(files) > 0 {
			what = "no mutant names it, though some turn it red"
			try = fmt.Sprintf(alreadyRed, strings.Join(files, "\n    "), c.ID()) + " Otherwise " + try
		}
		t.refuse(c.File, 1, what, try)
	}
	return nil
}

// alreadyRed has places for the files of mutants and the scenario's id.
const alreadyRed = `these mutants of the lesson turn it red:

    %s

If one has the fault that the scenario is about, add %s to its line kills:.`

// howToProve has places for a name, the scenario's id and the name again.
const howToProve = `write down the fault that it should find, as a small change to the reference server:
a mutant, in testdata/mutants/%s.txtar. It may look like this:

    What is wrong with this server, in a sentence.
    kills: %s

    -- server/room.go old --
    whole lines that are in that file exactly once
    -- server/room.go new --
    the lines that take their place

Then look at how it fails: go tool lab check --mutant %s`
