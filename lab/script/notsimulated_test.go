package script

import (
	"fmt"
	"strings"
)

// ofPrograms says why a step about programs can't run in virtual time.
const ofPrograms = "a program does not run in virtual time: only a function in the kit's own process does"

// notSimulated are the steps that need real programs, each with the reason.
// All others run in virtual time as they do over loopback.
var notSimulated = []struct {
	command   Command
	arguments bool   // it needs a real program only if it has arguments
	flag      string // it needs one only with that flag
	why       string
}{
	{serverStart, true, "", "only a program has arguments, and knows what they mean"},
	{clientProgram, false, "", ofPrograms},
	{memory, false, "", "the server's memory can't be told from the kit's: both are in one program"},
	{simRun, false, "", "it runs in a simulated network of its own"},
	{unlogged, false, "", "the server's output is that of a program: here it is only a part of one"},
	{squeeze, false, "", "only a program has limits of its own"},
	{connect, false, "--from", "all have the same address there"},
	{logged, false, "", "the server's output is that of a program: here it is only a part of one"},
}

// NotSimulated says why a scenario can't run in virtual time: which of its steps can't. It
// is empty if all can.
func (sc Scenario) NotSimulated() string {
	if len(sc.Env) > 0 {
		return fmt.Sprintf("%s: settings are in the environment of a program", strings.Join(sc.Env, " "))
	}
	for _, line := range sc.Lines {
		for _, not := range notSimulated {
			if line.Command == not.command.Name && (!not.arguments || len(strings.Fields(line.Source)) > 1) && strings.Contains(line.Source, not.flag) {
				return fmt.Sprintf("%s: %s", line.Source, not.why)
			}
		}
	}
	return ""
}
