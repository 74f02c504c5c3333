package fault

var resetKind = Kind{
	Name:    "reset",
	Args:    "[after BYTES|TIME]",
	Summary: "The connection is reset, on both sides.",
	Detail:  "Each side's next read or write fails with \"connection reset by peer\". Bytes that had arrived before may be lost with it: a system may throw away what was not read yet. Each direction counts for itself.",
	Example: "reset after 10",
	parse:   cutAt(Reset),
}
