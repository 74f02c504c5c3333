package rule

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
	"chatlab/server/wire"
)

// These rules are about a crowd with an observer: one client that listens all the time and
// says nothing. What it hears is what happened in the room. The rules take time in
// proportion to what was heard, so a crowd may be large.

// observer is the record's observer. It is nil if there is none, or if the server stopped
// early. Then nobody knows what it would still have heard.
func (h *history) observer() *conn {
	if h.record.Observer == "" || h.record.cutShort() {
		return nil
	}
	return h.find(h.record.Observer)
}

// saidAll reports whether everything that c sent must be heard though it has left. It was
// let in, it ended politely with a FIN, and the server did not end the connection in
// another way.
func (h *history) saidAll(c *conn) bool {
	return h.observer() != nil && c.in != never && c.polite && !c.reset && c.cut == never
}

// A room is what the observer heard, up to event Until. about says at which of its lines
// each name is in a notice: it joined, it left, it joined again, and so on.
type room struct {
	lines []heard
	about map[string][]int
}

// theRoom makes the room when it is first asked for.
func (h *history) theRoom() *room {
	if h.crowd != nil {
		return h.crowd
	}
	h.crowd = &room{about: make(map[string][]int)}
	o := h.observer()
	if o == nil {
		return h.crowd
	}
	for _, line := range o.ofRoom() {
		if line.at >= h.record.Until {
			break
		}
		if line.form == dialect.Notice {
			for _, name := range h.namesIn(line) {
				h.crowd.about[name] = append(h.crowd.about[name], len(h.crowd.lines))
			}
		}
		h.crowd.lines = append(h.crowd.lines, line)
	}
	return h.crowd
}

// ofRoom is what a member heard of the room after its own list.
func (c *conn) ofRoom() []heard {
	var lines []heard
	for _, line := range c.heard {
		ofRoom := line.form == dialect.Chat || line.form == dialect.Notice
		if ofRoom && c.in != never && line.at >= c.in && line.raw != string(c.list) && !c.asked(line.at) {
			lines = append(lines, line)
		}
	}
	return lines
}

// asObserved compares what each member heard, from when it joined, with what the observer
// heard.
func asObserved(h *history) (all []Violation) {
	for _, c := range h.members() {
		if c == h.observer() {
			continue
		}
		if v, ok := h.likeRoom(c); !ok {
			all = append(all, v)
		}
	}
	return all
}

// likeRoom compares one member. If several members had one name, nobody knows which of
// them joined when. So it is enough if one of those times fits.
func (h *history) likeRoom(c *conn) (first Violation, ok bool) {
	first = Violation{Conn: c.label, At: h.times[c.in], What: c.label + " was let in, and the observer was never told"}
	furthest := never
	room := h.theRoom()
	notices := room.about[c.name]
	for i := 0; i < len(notices); i += 2 {
		end := len(room.lines)
		if i+1 < len(notices) {
			end = notices[i+1]
		}
		agreed, v := h.differ(c, room.lines[notices[i]+1:end])
		if v == nil {
			return Violation{}, true
		}
		if agreed > furthest {
			first, furthest = *v, agreed
		}
	}
	return first, false
}

// differ compares what c heard with a part of what the room heard. It returns how many
// lines agree, and the first difference; nil if they all agree.
func (h *history) differ(c *conn, room []heard) (agreed int, v *Violation) {
	var expected []heard
	for _, line := range room {
		if line.form != dialect.Chat || line.from != c.name {
			expected = append(expected, line)
		}
	}
	for i, line := range c.ofRoom() {
		switch {
		case line.at >= h.record.Until:
			return i, h.missed(c, expected[min(i, len(expected)):])
		case i < len(expected) && line.raw == expected[i].raw:
			continue
		case slices.ContainsFunc(expected[min(i, len(expected)):], func(e heard) bool { return e.raw == line.raw }):
			return i, h.unheard(c, expected[i], line)
		}
		return i, &Violation{Conn: c.label, Line: line.raw, At: h.times[line.at], What: "the observer does not hear this, or hears it at another place"}
	}
	agreed = min(len(c.ofRoom()), len(expected))
	return agreed, h.missed(c, expected[agreed:])
}

// missed is the violation if a client that is still in the room has not heard the last
// lines. A client that has left may have missed them.
func (h *history) missed(c *conn, rest []heard) *Violation {
	if len(rest) == 0 || !h.settled[c.label] {
		return nil
	}
	return h.unheard(c, rest[0], heard{})
}

// unheard is the violation if a client never hears a line of the room, and hears another
// instead. That is the zero heard if it hears nothing more.
func (h *history) unheard(c *conn, line, instead heard) *Violation {
	missing := Missing{Line: line.raw, Heard: h.observer().label}
	if instead.raw != "" {
		missing.Instead, missing.Came = instead.raw, h.times[instead.at]
	}
	return &Violation{
		Conn: c.label, At: h.times[line.at], Symptom: lesson.Nothing, Missing: &missing,
		What: fmt.Sprintf("the observer hears a line that %s never hears: %s", c.label, brief(line.raw)),
	}
}

// rosterAsObserved compares the list that each newcomer got with who was in the room then,
// as the observer heard it. As in likeRoom, it is enough if one of several times fits.
func rosterAsObserved(h *history) (all []Violation) {
	for _, c := range h.members() {
		what := ""
		for i := 0; i < len(h.theRoom().about[c.name]); i += 2 {
			if what = h.misfit(c, h.theRoom().about[c.name][i]); what == "" {
				break
			}
		}
		if what != "" {
			all = append(all, Violation{Conn: c.label, Line: string(c.list), At: h.times[c.in], What: what})
		}
	}
	return all
}

// misfit says what is wrong with the list of a client that joined at that place in the
// room's lines; empty if nothing is.
func (h *history) misfit(c *conn, coming int) string {
	for _, somebody := range h.conns { // a name may occur twice here, with the same result
		name := somebody.name
		if somebody.named == never {
			continue
		}
		about := h.theRoom().about[name]
		before, _ := slices.BinarySearch(about, coming)
		switch there := before%2 == 1 || name == h.observer().name; {
		case there && !h.lists(c, name):
			return name + " is here, and not on the list"
		case !there && h.lists(c, name):
			return name + " is on the list, and not here"
		}
	}
	return ""
}

// cutOff reports whether the server said that it cut off somebody with that name. The end of
// the connection need not be polite (P17).
func (h *history) cutOff(name string) bool {
	room := h.theRoom()
	return slices.ContainsFunc(room.about[name], func(at int) bool {
		return strings.HasSuffix(room.lines[at].raw, "(too slow)") || strings.HasSuffix(room.lines[at].raw, "(timeout)")
	})
}

// freeNames looks for clients that were refused a name that nobody had.
func freeNames(h *history) (all []Violation) {
	room := h.theRoom()
	for _, c := range h.conns {
		for _, line := range c.heard {
			if !strings.HasPrefix(line.raw, nameTaken) {
				continue
			}
			taken := false
			for name, about := range room.about {
				if wire.FoldName(name) == wire.FoldName(c.name) {
					before, _ := slices.BinarySearchFunc(about, line.at, func(i, at int) int { return room.lines[i].at - at })
					taken = taken || before%2 == 1
				}
			}
			if !taken && c.name != h.observer().name {
				all = append(all, Violation{Conn: c.label, Line: line.raw, At: h.times[line.at], What: "nobody in the room is called " + c.name})
			}
		}
	}
	return all
}

// goneIsGone looks for people who have left, although the room was not told.
func goneIsGone(h *history) (all []Violation) {
	there := make(map[string]bool)
	for _, label := range h.record.Settled {
		if c := h.find(label); c != nil {
			there[c.name] = true
		}
	}
	for _, c := range h.members() {
		if len(h.theRoom().about[c.name])%2 == 1 && !there[c.name] {
			there[c.name] = true // report each name once
			v := Violation{Conn: c.label, What: c.name + " has gone, and nobody was told", Untold: Absent{h.record.Observer, "notice: " + c.name + " left"}}
			if c.over != never {
				v.At = h.times[c.over]
			}
			all = append(all, v)
		}
	}
	return all
}
