package trace

import (
	"iter"
	"slices"
)

// A Log is a finished record, in the order in which things were seen. It never changes, so
// it can be shared. The zero Log is empty.
type Log struct {
	events []Event
}

// NewLog returns a Log of events. It keeps the slice: the caller must not change it afterwards.
func NewLog(events []Event) Log {
	return Log{events}
}

// Len returns the number of events.
func (l Log) Len() int { return len(l.events) }

// All yields the events in order, each with its number from 0. Do not change their data.
func (l Log) All() iter.Seq2[int, Event] {
	return slices.All(l.events)
}

// Only returns the events for which keep returns true, in order.
func (l Log) Only(keep func(Event) bool) Log {
	var kept []Event
	for _, e := range l.events {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return Log{kept}
}

// Conns returns the names of the connections, each once, in order of appearance.
func (l Log) Conns() []string {
	var names []string
	for _, e := range l.events {
		if e.Kind.OnWire() && !slices.Contains(names, e.Conn) {
			names = append(names, e.Conn)
		}
	}
	return names
}
