package script

import "chatlab/lab/lesson"

// A listener is a client that has to hear each line of a flood once. That they are in
// order is seen elsewhere (floodline.go), so here they are counted. It reads all the
// while, and the flood waits for it: so it is never behind, and no server may cut it
// off.
type listener struct {
	*client
	from string // who floods, as the room has the name

	looked int // lines of its inbox that were looked at
	heard  int // of those that were said in the flood
}

// listeners returns who has to hear what c says: all others that have joined, and
// read. What they have heard of a flood before does not count.
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

// hears waits until so many lines of the flood were heard. More are as wrong as
// fewer.
func (l *listener) hears(lines int) error {
	enough := l.await(l.s.limit(), func(in *inbox) bool {
		for ; l.looked < len(in.lines); l.looked++ {
			if line := in.lines[l.looked]; line.form.Said() && line.from == l.from && floodNumber(line.text) > 0 {
				l.heard++
			}
		}
		return l.heard >= lines
	})
	if enough && l.heard == lines {
		return nil
	}
	f := l.lacking(words(l.name+" to have heard each line of the flood so far, once"), nil)
	switch { // without numbers: a story is the same each time
	case f.closed:
	case l.heard < lines:
		f.Received = words("fewer lines")
	default:
		f.Received = words("more lines")
		f.seen(lesson.Doubled)
	}
	return f
}
