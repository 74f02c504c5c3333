package fault

var limitKind = Kind{
	Name:    "limit",
	Args:    "after BYTES|TIME",
	Summary: "The connection is closed after so many bytes, or so much time, with a FIN to both sides.",
	Detail:  "A program in the middle that allows only so much behaves like this. Each direction counts by itself.",
	Example: "limit after 10",
	parse: func(args []string) (maker, error) {
		if len(args) == 0 {
			return nil, errArgs
		}
		return cutAt(Close)(args)
	},
}
