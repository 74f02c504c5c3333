package fault

var halfCloseKind = Kind{
	Name:    "half-close",
	Args:    "[after BYTES|TIME]",
	Summary: "The stream ends with a FIN, in this direction only.",
	Detail:  "The receiver sees the end of input, and can go on sending. What the sender writes after that is accepted and thrown away.",
	Example: "half-close after 10 to-server",
	parse:   cutAt(Fin),
}
