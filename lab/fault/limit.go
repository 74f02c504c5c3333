package fault

var limitKind = Kind{
	Name:    "limit",
	Args:    "after BYTES|TIME",
	Summary: "The connection is closed after so many bytes, or so much time, with a FIN to both sides.",
	Detail:  "So a program in the middle behaves that allows only so much. Each direction counts for itself.",
	Example: "limit after 10",
	parse: func(args []string) (maker, error) {
		if len(args) == 0 {
			return nil, errArgs
		}
		return cutAt(Close)(args)
	},
}
