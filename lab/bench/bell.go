package bench

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A bell tells open pages which of their parts have changed. The zero value is ready.
type bell struct {
	mu        sync.Mutex
	listeners map[*listener]bool
}

// A listener is one open page.
type listener struct {
	changed map[string]bool // the parts that it was not told of yet
	wake    chan struct{}   // has a value if there are some
}

// ring says that parts have changed. It never waits: a page that does not read is told later.
func (b *bell) ring(parts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.listeners {
		for _, part := range parts {
			l.changed[part] = true
		}
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

func (b *bell) add() *listener {
	l := &listener{changed: make(map[string]bool), wake: make(chan struct{}, 1)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners == nil {
		b.listeners = make(map[*listener]bool)
	}
	b.listeners[l] = true
	return l
}

func (b *bell) remove(l *listener) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.listeners, l)
}

// take returns the parts that the listener was not told of.
func (b *bell) take(l *listener) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	parts := slices.Sorted(maps.Keys(l.changed))
	clear(l.changed)
	return parts
}

// serve sends events until the page or the bench is gone. An event's data are names of parts.
func (b *bell) serve(w http.ResponseWriter, r *http.Request, over <-chan struct{}) {
	l := b.add()
	defer b.remove(l)
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	if _, err := fmt.Fprint(w, ": the bench is here\n\n"); err != nil || out.Flush() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-over:
			return
		case <-l.wake:
			if _, err := fmt.Fprintf(w, "data: %s\n\n", strings.Join(b.take(l), " ")); err != nil || out.Flush() != nil {
				return
			}
		}
	}
}
