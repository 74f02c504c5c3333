package script

import "chatlab/lab/rule"

var rules = Command{
	Name:    "rules",
	Args:    "[--only RULE…]",
	Summary: "Check the rules against all that has happened so far.",
	Detail:  "Every scenario ends with this anyway. docs/rules.md has the rules, and says from which lesson on each applies. With --only, it checks just the rules that follow, even those that this lesson itself teaches.",
	Example: `server
join ana bruno
say ana hello
rules`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		only := flags.Bool("only", false, "")
		args, err := options(flags, args)
		switch {
		case err != nil:
			return "", err
		case *only != (len(args) > 0):
			return "", usagef("write --only and then the names of rules, or neither")
		}
		for _, name := range args {
			switch r, ok := rule.Find(name); {
			case !ok:
				return "", usagef("%q is not a rule; docs/rules.md has them all", name)
			case r.Lesson > s.scenario.number():
				return "", usagef("the rule %s is taught in lesson %d, and judges later ones only", name, r.Lesson)
			}
		}
		held, err := s.holdRules(args)
		return ruleNames(held), err
	},
}
