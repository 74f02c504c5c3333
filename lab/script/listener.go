package script

import "chatlab/lab/lesson"

// A listener is a client that must hear each line of a flood once. It only counts the
// lines: floodline.go checks their order. It reads all the time, and the flood waits for
// it. So it is never behind, and no server may cut it off.
type listener struct {
	*client
	from string // who floods, by the name that the room knows

	looked int // how many lines of its inbox were looked at
	heard  int // how many of those were lines of the flood
}

// listeners returns who must hear what c says: all others that have joined, and that read.
// Lines of an earlier flood do not count.
func (c *client) listeners() (all []*listener) {
	for _, other := range c.s.everyone() {
		if other == c || !other.admitted() || other.isFrozen() || other.ended() != "" {
			continue
		}
		other.mu.Lock()
		all = append(all, &listener{client: other, from: c.s.spelled(c.name), looked: len(other.inbox.lines)})
		other.mu.Unlock()
	}
	return all
}

// hears waits until the client has heard that many lines of the flood. More are as wrong
// as fewer.
func (l *listener) hears(lines int) error {
	enough := l.await(l.s.limit(), func(in *inbox) bool {
		for ; l.looked < len(in.lines); l.looked++ {
			if line := in.lines[l.looked]; line.form.Said() && l.s.dialect.IsFrom(line.from, l.from) && floodNumber(line.text) > 0 {
				l.heard++
			}
		}
		return l.heard >= lines
	})
	if enough && l.heard == lines {
		return nil
	}
	if gap := l.floodGap(); gap != nil {
		return l.s.failure(*gap)
	}
	f := l.lacking(words(l.name+" to have heard each line of the flood so far, once"), nil)
	switch { // no numbers here, so that the story is the same each time
	case f.closed:
	case l.heard < lines:
		f.Received = words("fewer lines")
	default:
		f.Received = words("more lines")
		f.seen(lesson.Doubled)
	}
	return f
}
