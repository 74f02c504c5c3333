package trial

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chatlab/lab/script"
)

// Limits of the scenarios of one hand-in. The kit's own scenarios of the lessons up to 13 are
// below them, except for those that use the simulator.
const (
	MostScenarios = 20
	mostText      = 64 << 10 // bytes of a file
	mostSteps     = 200
	mostClients   = 200
	mostCarried   = 10                // files that a scenario carries
	mostSize      = 1 << 20           // bytes of one text that is made from a number
	mostFlood     = 200 * 1000 * 1000 // bytes of all floods
	mostWrites    = 5000              // there is a pause after each
	mostTime      = 30 * time.Second  // of all times that the steps name, each as often as it is waited for
	within        = 2 * time.Minute   // for a run, however slow the machine is
)

// notForStudents has commands that a hand-in may not use, each with its reason.
var notForStudents = map[string]string{
	"sim": "the step sim runs Go code in a simulator, and your scenario has to fit servers in any language",
}

const lessShows = "less is enough to show nearly every fault"

// overLimit says which step of a scenario asks for too much, or for what a hand-in may not ask
// for. If no step does, what is empty.
func overLimit(sc script.Scenario) (line int, what, try string) {
	if len(sc.Lines) > mostSteps {
		return sc.Lines[mostSteps].Number, fmt.Sprintf("it has %d steps; at most %d are allowed", len(sc.Lines), mostSteps), "write several scenarios, each about one thing"
	}
	var sum script.Cost
	for _, l := range sc.Lines {
		words := l.Words()
		switch reason, no := notForStudents[l.Command]; {
		case len(words) == 0:
			return l.Number, "$ stands for a variable, and a scenario has none", "write text with a $ in single quotes"
		case no:
			return l.Number, reason, "let clients connect to a server"
		case l.Command == "server" && len(words) > 1:
			return l.Number, "server takes no arguments here, since each server has others", "ask for a setting with needs, such as needs name-time=500ms"
		}
		cost := sc.Cost(l)
		if what := tooMuch(cost, &sum); what != "" {
			return l.Number, what, lessShows
		}
	}
	for _, feature := range sc.Needs {
		if !slices.Contains(script.Features(), feature) {
			return lineWith(sc, feature), "no server has the feature " + feature, "there are " + strings.Join(script.Features(), ", ")
		}
	}
	return 0, "", ""
}

// tooMuch adds the cost of a step to sum, and says what is over a limit.
func tooMuch(cost script.Cost, sum *script.Cost) string {
	if cost.Text > mostSize {
		return fmt.Sprintf("the text has more than %d bytes", mostSize)
	}
	sum.Clients += cost.Clients
	sum.Writes += cost.Writes
	sum.Flood += cost.Flood
	sum.Time += cost.Time
	switch {
	case sum.Clients > mostClients:
		return fmt.Sprintf("it has more than %d clients", mostClients)
	case sum.Writes > mostWrites:
		return fmt.Sprintf("it makes more than %d writes, with a pause after each", mostWrites)
	case sum.Flood > mostFlood:
		return fmt.Sprintf("its floods have more than %d MB", mostFlood/1000/1000)
	case sum.Time > mostTime:
		return fmt.Sprintf("the times in it come to more than %v", mostTime)
	}
	return ""
}

// lineWith returns the line of the first step with a word in it.
func lineWith(sc script.Scenario, word string) int {
	for _, l := range sc.Lines {
		if slices.ContainsFunc(l.Words(), func(w string) bool { return strings.Contains(w, word) }) {
			return l.Number
		}
	}
	return 1
}
