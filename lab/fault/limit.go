package fault

var limitKind = Kind{
	Name:    "limit",
	Args:    "after BYTES|TIME",
	Summary: "The connection is closed after a number of bytes, or after a time, with a FIN to both sides.",
	Detail:  "A program in the middle that has such a limit behaves like this. Each direction counts by itself.",
	Example: "limit after 10",
	parse: func(args []string) (maker, error) {
		if len(args) == 0 {
			return nil, errArgs
		}
		return cutAt(Close)(args)
	},
}
