package fault

var resetKind = Kind{
	Name:    "reset",
	Args:    "[after BYTES|TIME]",
	Summary: "The connection is reset, on both sides.",
	Detail:  "Each side's next read or write fails with \"connection reset by peer\". Bytes that arrived before may be lost too: a system may throw away what was not read yet. Each direction counts by itself.",
	Example: "reset after 10",
	parse:   cutAt(Reset),
}
