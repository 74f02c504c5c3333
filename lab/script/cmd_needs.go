package script

import (
	"regexp"
	"strings"
)

var featureName = regexp.MustCompile(`^[a-z][a-z-]*$`)

var needs = Command{
	Name:    "needs",
	Args:    "FEATURE… | SETTING=VALUE…",
	Summary: "Name what a server must have to be asked this at all.",
	Detail:  "With a server that does not have it (see docs/any-language.md: --supports, and the dialect file) the scenario is skipped, and not red. The reference server and students' copies have everything. Every server has no-echo whose dialect does not say echo. A setting, such as name-time=500ms, is what a server is to be told in its environment when it starts: docs/protocol.md lists them. A setting that is a file, such as history=h.log, is one that the scenario carries, or that the server makes.",
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
