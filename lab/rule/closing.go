package rule

// politeClose looks for connections that the server ended with a reset.
func politeClose(h *history) (all []Violation) {
	if h.record.Crashed {
		return nil
	}
	for _, c := range h.conns {
		if c.cut != never && !c.reset {
			all = append(all, Violation{Conn: c.label, What: "the server reset the connection of " + c.label})
		}
	}
	return all
}
