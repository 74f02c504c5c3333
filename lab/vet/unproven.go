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
	killers := map[string][]string{} // by the scenario's file
	for i, runs := range red {
		if runs == killRuns {
			killers[attempts[i].File] = append(killers[attempts[i].File], attempts[i].by.Mutant.File())
		}
	}
	for _, c := range t.unproven {
		files, how := killers[c.File], fmt.Sprintf(howToProve, c.Name, c.ID())
		see := fmt.Sprintf(howItFails, c.Name)
		switch {
		case c.hidden && len(files) > 0: // it finds one of the lesson's faults
		case c.hidden:
			t.refuse(c.File, 1, "no broken server of lesson "+c.lesson.ID()+" turns it red, so it proves nothing", "look at what it expects: which step would notice the fault that you have in mind? If one would, "+how+"\n\nThen vet it again.")
		case len(files) > 0:
			t.refuse(c.File, 1, "no mutant names it, though some turn it red", fmt.Sprintf(alreadyRed, strings.Join(files, "\n    "), c.ID())+" Otherwise "+how+see)
		default:
			t.refuse(c.File, 1, "no broken server turns it red, so it proves nothing", how+see)
		}
	}
	return nil
}

// alreadyRed has places for the files of mutants and the scenario's id.
const alreadyRed = `these mutants of the lesson turn it red:

    %s

If one has the fault that the scenario is about, add %s to its line kills:.`

// howToProve has places for a name and the scenario's id.
const howToProve = `write down the fault that it should find, as a small change to the reference server:
a mutant, in testdata/mutants/%s.txtar. It may look like this:

    What is wrong with this server, in a sentence.
    kills: %s

    -- server/room.go old --
    whole lines that are in that file exactly once
    -- server/room.go new --
    the lines that take their place`

// howItFails has a place for a mutant's name. A mutant of a hidden scenario can't be checked so.
const howItFails = "\n\nThen look at how it fails: go tool lab check --mutant %s"
