package script

import "regexp"

var featureName = regexp.MustCompile(`^[a-z][a-z-]*$`)

var needs = Command{
	Name:    "needs",
	Args:    "FEATURE…",
	Summary: "Name what a server must have to be asked this at all.",
	Detail:  "With a server that does not have it (see docs/any-language.md: --supports, and the dialect file) the scenario is skipped, and not red. The reference server and students' copies have everything. Every server has no-echo whose dialect does not say echo.",
	Example: `needs no-echo
server
join ana`,
	run: func(_ *session, args []string) (string, error) {
		if len(args) == 0 {
			return "", usagef("what does it need?")
		}
		for _, arg := range args {
			if !featureName.MatchString(arg) {
				return "", usagef("%q is not a feature: they are small letters and hyphens", arg)
			}
		}
		return "", nil
	},
}
