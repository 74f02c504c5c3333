package script

var reveal = Command{
	Name:    "reveal",
	Args:    "",
	Summary: "Show the passwords of this scenario.",
	Detail:  "For a scenario about what others can see of them. Use throw-away passwords.",
	Example: `server
reveal
join ana`,
	run: func(_ *session, args []string) (string, error) {
		if len(args) > 0 {
			return "", errNoArguments
		}
		return "", nil // secrets has already looked for it
	},
}
