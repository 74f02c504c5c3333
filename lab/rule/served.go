package rule

import (
	"slices"
	"strings"

	"chatlab/server/wire"
)

// everybodyIsServed looks for clients with which the server has nothing to do. All other rules
// hold in an empty room.
func everybodyIsServed(h *history) (all []Violation) {
	for _, label := range h.record.Comers {
		v, c := Violation{Conn: label}, h.find(label)
		switch {
		case c == nil || c.in == never && !(c.taken() && label != h.record.Observer):
			v.What = label + " wants to come in, and is neither let in nor told that the name is taken"
		case slices.Contains(h.record.Untaken, label):
			v.What = "the server does not read all that " + label + " says"
		default:
			continue
		}
		all = append(all, v)
	}
	return all
}

// taken reports whether somebody was told that the name is taken.
func (c *conn) taken() bool {
	return slices.ContainsFunc(c.heard, func(line heard) bool { return strings.HasPrefix(line.raw, nameTaken) })
}

const nameTaken = "! " + string(wire.NameTaken)
