package rule

import (
	"fmt"
	"slices"
	"time"

	"chatlab/lab/dialect"
)

// These rules are about a crowd as well: what must come in time, who must stay, and how the run
// ends.

// missedInTime compares when hosts vanished with when the room was told.
func missedInTime(h *history) (all []Violation) {
	if h.record.GoneWithin == 0 {
		return nil
	}
	room := h.theRoom()
	for _, c := range h.members() {
		since, vanished := h.record.Vanished[c.label]
		if !vanished {
			continue
		}
		for _, i := range room.about[c.name] {
			at := h.times[room.lines[i].at]
			if took := at - since; took > 0 {
				if took > h.record.GoneWithin {
					all = append(all, Violation{Conn: c.label, Line: room.lines[i].raw, At: at, What: fmt.Sprintf("this came %v after the host of %s had vanished, and it had to come within %v", took.Round(time.Second), c.label, h.record.GoneWithin)})
				}
				break
			}
		}
	}
	return all
}

// nobodyWaits compares when a line reached the server with when the server
// passed it on to the observer.
func nobodyWaits(h *history) (all []Violation) {
	if h.record.Prompt == 0 {
		return nil
	}
	passedOn := make(map[string]time.Duration) // by the whole line: when it was first heard
	for _, line := range h.theRoom().lines {
		if _, before := passedOn[line.raw]; !before {
			passedOn[line.raw] = h.times[line.at]
		}
	}
	for _, label := range h.record.Healthy {
		c := h.find(label)
		if c == nil || c.in == never {
			continue
		}
		for _, s := range c.said {
			at, heard := passedOn["["+c.name+"] "+s.text]
			if took := at - h.times[s.at]; heard && took > h.record.Prompt {
				all = append(all, Violation{Conn: c.label, At: h.times[s.at], What: fmt.Sprintf("what %s said waited %v in the server: %s", c.label, took.Round(time.Millisecond), brief(s.text))})
				break
			}
		}
	}
	return all
}

func healthyStay(h *history) (all []Violation) {
	for _, label := range h.record.Steady {
		c := h.find(label)
		if c != nil && c.in != never && c.over != never && c.over < h.record.Until && !c.polite && !c.reset {
			all = append(all, Violation{Conn: c.label, At: h.times[c.over], Ending: true, What: "the server ended the connection of " + c.label})
		}
	}
	return all
}

// mostOwed is how many bytes a steady reader may be behind the observer. It is more than what
// P17 lets a server keep for one client, and what buffers on the way hold.
const mostOwed = 2 << 20

// speakersSlowDown compares what steady readers have heard with what the observer has heard by
// then. What is missing waits for them, most of it in the server. P17 bounds that, so the server
// has to slow the speakers down.
func speakersSlowDown(h *history) (all []Violation) {
	room := h.theRoom()
	for _, label := range h.record.Steady {
		c := h.find(label)
		if c == nil || c.in == never || c == h.observer() || len(room.about[c.name]) != 1 {
			continue // of those who left or came back, nobody knows what they still had to hear
		}
		heard, owed := c.ofRoom(), 0
		for _, line := range room.lines[room.about[c.name][0]+1:] {
			if line.form == dialect.Chat && line.from == c.name {
				continue
			}
			owed += len(line.raw)
			for ; len(heard) > 0 && heard[0].at < line.at; heard = heard[1:] {
				owed -= len(heard[0].raw)
			}
			if owed > mostOwed {
				all = append(all, Violation{Conn: c.label, At: h.times[line.at], What: fmt.Sprintf("%s has still to hear %.1f MB of what the observer has heard", c.label, float64(owed)/1e6)})
				break
			}
		}
	}
	return all
}

func toldOfTheEnd(h *history) (all []Violation) {
	for _, label := range h.record.Settled {
		c := h.find(label)
		told := c != nil && slices.ContainsFunc(c.heard, func(line heard) bool { return line.at >= h.record.Until && line.form == dialect.Notice })
		switch {
		case !told:
			all = append(all, Violation{Conn: label, What: "nobody told " + label + " that the server is closing", Untold: Absent{label, "notice: the server is closing"}})
		case c.fin == never:
			all = append(all, Violation{Conn: label, What: label + " never got a FIN", Untold: Absent{label, "FIN"}})
		}
	}
	return all
}

func survives(h *history) []Violation {
	if h.record.Died == "" {
		return nil
	}
	return h.told([]string{h.record.Died})
}

func nothingLeft(h *history) []Violation        { return h.told(h.record.Left) }
func noLockWhileWaiting(h *history) []Violation { return h.told(h.record.Stuck) }

// told are violations that no line shows: the record has them in words.
func (h *history) told(whats []string) (all []Violation) {
	for _, what := range whats {
		all = append(all, Violation{Conn: h.record.Observer, What: what})
	}
	return all
}
