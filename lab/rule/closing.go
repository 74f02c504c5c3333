package rule

import "time"

// awhile is the least time that a server reads on after its FIN. Its system answers later
// input with a reset.
const awhile = time.Second

// politeClose looks for connections that the server ended with a reset.
func politeClose(h *history) (all []Violation) {
	if h.record.Crashed {
		return nil
	}
	for _, c := range h.conns {
		drained := c.fin != never && c.fin < c.cut && h.times[c.cut]-h.times[c.fin] >= awhile
		if c.cut != never && !c.reset && !drained && !h.cutOff(c.name) {
			all = append(all, Violation{Conn: c.label, At: h.times[c.cut], Ending: true, What: "the server reset the connection of " + c.label})
		}
	}
	return all
}
