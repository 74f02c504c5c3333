package server

import (
	"slices"
	"sync"

	"chatlab/work/08-slow-reader/server/wire"
)

// A room knows who is here and tells them what happens. It does one thing after the
// other, under one lock, so everybody sees the same events in the same order (P12).
// Telling somebody writes to their connection.
type room struct {
	mu     sync.Mutex         // guards both
	here   []*member          // in the order in which they joined
	byName map[string]*member // the same members, by wire.FoldName of the name
}

// A member is somebody in the room, as the room sees them.
type member struct {
	name string
	out  *outbox
}

// join claims m's name and brings m in. It checks the name and takes it in one step
// under the lock. Between two steps, another could take it. The newcomer is told who
// is here and what was last said. The others are told that it came.
func (r *room) join(m *member, last []byte, maxLine int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := wire.FoldName(m.name)
	if r.byName[key] != nil {
		return false
	}
	if r.byName == nil {
		r.byName = make(map[string]*member)
	}
	m.out.append([]byte(wire.Roster(r.namesLocked(), maxLine)))
	m.out.share(last)
	r.tellLocked(nil, []byte(wire.Joined(m.name)))
	r.byName[key] = m
	r.here = append(r.here, m)
	return true
}

// leave takes m out, frees its name and tells the others, once.
func (r *room) leave(m *member, why reason) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := slices.Index(r.here, m)
	if at < 0 {
		return
	}
	r.here = slices.Delete(r.here, at, at+1)
	delete(r.byName, wire.FoldName(m.name))
	r.tellLocked(nil, []byte(wire.Left(m.name, string(why))))
}

// broadcast sends whole lines to everybody but their sender. It returns the outboxes
// that are over the high-water mark, so that the sender can wait for them.
func (r *room) broadcast(from *member, lines []byte) (full []*outbox) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tellLocked(from, lines)
}

// whisper sends private text to one member, by name. It reports whether that member
// is here, and returns its outbox if that is over the high-water mark.
func (r *room) whisper(from *member, to, text string) (there bool, full []*outbox) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.byName[wire.FoldName(to)]
	if m == nil {
		return false, nil
	}
	if m.out.append([]byte(wire.Private(from.name, m.name, text))) {
		full = append(full, m.out)
	}
	return true, full
}

// roster tells one member who is here, including itself. It reports whether the
// member's outbox is over the high-water mark.
func (r *room) roster(m *member, maxLine int) (full bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return m.out.append([]byte(wire.Roster(r.namesLocked(), maxLine)))
}

// tellLocked appends lines to every outbox but one. It returns those that are now
// over the high-water mark.
func (r *room) tellLocked(except *member, lines []byte) (full []*outbox) {
	for _, m := range r.here {
		if m != except && m.out.append(lines) {
			full = append(full, m.out)
		}
	}
	return full
}

func (r *room) namesLocked() []string {
	names := make([]string, len(r.here))
	for i, m := range r.here {
		names[i] = m.name
	}
	return names
}
