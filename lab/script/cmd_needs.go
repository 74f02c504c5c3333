package script

import (
	"strings"

	"chatlab/lab/lazyregexp"
)

var featureName = lazyregexp.New(`^[a-z][a-z-]*$`)

var needs = Command{
	Name:    "needs",
	Args:    "FEATURE… | SETTING=VALUE…",
	Summary: "Name what a server must have for this scenario to run.",
	Detail:  "If the server does not have it (see docs/any-language.md: --supports, and the dialect file), the scenario is skipped. The reference server and students' copies have everything. A server has no-echo unless its dialect says echo, list unless it says list none, unnamed unless unnamed none, answer unless joined none, and closes unless refusal stays. A setting, such as name-time=500ms, is put into the server's environment when it starts: docs/protocol.md lists them. A setting may name a file, such as history=h.log. The scenario carries that file, or the server makes it.",
	Example: `needs no-echo
needs name-time=20s
server
join ana`,
	run: func(s *session, args []string) (string, error) {
		if len(args) == 0 {
			return "", usagef("what does it need?")
		}
		var lines []string
		for _, arg := range args {
			_, line, err := readNeed(arg)
			if err != nil {
				return "", err
			}
			if line != "" {
				if err := s.carried(line); err != nil {
					return "", err
				}
				lines = append(lines, s.stretchedSetting(line))
			}
		}
		if len(lines) == 0 {
			return "", nil
		}
		return strings.Join(lines, " ") + " in its environment", nil
	},
}
