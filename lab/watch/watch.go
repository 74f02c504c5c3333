// Package watch notices when files in a folder are saved. It does not know
// what they are, and does nothing about it.
//
// There are two ways to notice. The system can tell us as it happens; or we
// look at the files again and again. The first is quicker, and in some places
// it does not work: network mounts, folders of Windows seen from inside WSL,
// some containers. So a quick test decides. That test can't see everything: of
// what is saved on the other side of a mount the system may tell nothing
// though it tells of what we do ourselves. So we look now and then even where
// the system tells, and trust it no more if it keeps silent twice.
//
//   - watch.go: Run, and the loop that both ways go through
//   - notify.go: being told by the system, and the test whether it does
//   - stamps.go: looking at the files
package watch

import (
	"context"
	"time"

	"github.com/fsnotify/fsnotify"
)

// An Event is news of the folder: one of the two is set.
type Event struct {
	Saved []string // files that were saved, that came or went, by their names in the folder
	How   string   // how changes are noticed from now on, in words
}

// The ways to notice, in words.
const (
	Told    = "the system tells when a file is saved"
	Looking = "looking for saved files four times a second: here the system does not tell"
)

// Times of the loop.
const (
	settle  = 40 * time.Millisecond  // of quiet after a sign of change: an editor saves in several steps
	patient = 10 * settle            // until we look even though it does not become quiet
	often   = 250 * time.Millisecond // between looks where nobody tells us
	seldom  = 2 * time.Second        // between looks where somebody should
	trust   = 2                      // changes of which we were not told, until we do not rely on it
)

// Run watches the folder dir and everything below it until ctx ends. Its first
// event says how; what is saved after that is not missed. Scratch is a folder
// on the same disk in which it may make a file for a moment, to see whether
// the system tells.
func Run(ctx context.Context, dir, scratch string, events chan<- Event) {
	w := &watcher{ctx: ctx, dir: dir, events: events}
	w.notify = open(ctx, scratch)
	defer w.stopNotify()
	w.look()
	w.send(Event{How: w.how()})
	w.loop()
}

type watcher struct {
	ctx    context.Context
	dir    string
	events chan<- Event

	notify   *fsnotify.Watcher // nil: nobody tells us
	stamps   map[string]stamp  // at the last look
	stirred  time.Time         // the first sign of change since the last look; zero: none
	quiet    *time.Timer       // runs from each sign of change
	unspoken int               // changes in a row that nobody told us of
}

func (w *watcher) loop() {
	w.quiet = time.NewTimer(time.Hour)
	w.quiet.Stop()
	defer w.quiet.Stop()
	look := time.NewTicker(w.every())
	defer look.Stop()
	for {
		told, failed := w.channels()
		select {
		case <-w.ctx.Done():
			return
		case <-told:
			w.unspoken = 0
			w.stir()
		case <-failed: // such as: more happened than could be told
			w.stir()
		case <-look.C:
			if w.stirred.IsZero() && w.changed() {
				w.unspoken++
				w.stir()
			}
		case <-w.quiet.C:
			w.stirred = time.Time{}
			if w.notify != nil && w.unspoken >= trust {
				w.stopNotify()
				look.Reset(w.every())
				w.send(Event{How: w.how()})
			}
			if saved := w.look(); len(saved) > 0 {
				w.send(Event{Saved: saved})
			}
		}
	}
}

// stir notes a sign of change: we look when it has become quiet.
func (w *watcher) stir() {
	if w.stirred.IsZero() {
		w.stirred = time.Now()
	}
	if time.Since(w.stirred) < patient {
		w.quiet.Reset(settle)
	}
}

func (w *watcher) every() time.Duration {
	if w.notify != nil {
		return seldom
	}
	return often
}

func (w *watcher) how() string {
	if w.notify != nil {
		return Told
	}
	return Looking
}

func (w *watcher) send(e Event) {
	select {
	case w.events <- e:
	case <-w.ctx.Done():
	}
}
