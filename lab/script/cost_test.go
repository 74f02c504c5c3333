package script

import (
	"slices"
	"testing"
)

// costless are the commands that cost nothing themselves: they only expect something, describe
// the scenario, or make one client do one thing at once.
var costless = []string{
	serverStart.Name, interrupt.Name, crash.Name, exits.Name, restart.Name, unreachable.Name,
	logged.Name, unlogged.Name, memory.Name, squeeze.Name,
	closeConn.Name, halfClose.Name, resetConn.Name, freezeClient.Name, thawClient.Name,
	hear.Name, everyone.Name, sees.Name, listed.Name, told.Name, refused.Name, closed.Name, quiet.Name, screen.Name, onTheWire.Name,
	simRun.Name, clause.Name, reveal.Name, traceCmp.Name, rules.Name,
}

// TestCommandsCost: each command costs something in its example, or is known to cost nothing.
// Else a student's scenario could do as much of it as it likes.
func TestCommandsCost(t *testing.T) {
	for _, c := range Commands() {
		sc, err := scenario(t, "# A test.\n"+c.Example+"\n"+carried)
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		costs := slices.ContainsFunc(sc.Lines, func(l Line) bool {
			words := l.Words()
			return len(words) > 0 && words[0] == c.Name && sc.Cost(l) != Cost{}
		})
		switch free := slices.Contains(costless, c.Name); {
		case costs && free:
			t.Errorf("%s costs something, and is in the list costless: take it out there", c.Name)
		case !costs && !free:
			t.Errorf("nobody knows what %s costs: say so in costOf in cost.go, or add it to the list costless if a step of it costs nothing", c.Name)
		}
	}
}
