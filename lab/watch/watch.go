// Package watch notices when files in a folder are saved. It does not know what they contain,
// and leaves the reaction to its caller.
//
// There are two ways to notice a save. The system can report it, or we look at the files
// again and again. The first way is faster, but some places lack it: network mounts, folders
// of Windows seen from inside WSL, some containers. So a quick test decides.
//
// That test is not perfect. A system may report our own changes, but not those from the other
// side of a mount. So we look every few seconds even where the system reports. If it misses
// two changes in a row, we don't use it any more.
//
//   - watch.go: Run, and the loop that both ways use
//   - notify.go: the reports of the system, and the test whether it sends them
//   - stamps.go: looking at the files, for others as well
package watch

import (
	"context"
	"time"

	"github.com/fsnotify/fsnotify"
)

// An Event is news of the folder. Exactly one field is set.
type Event struct {
	Saved []string // files that were saved, created or deleted, by their names in the folder
	How   string   // how changes are noticed from now on, in words
}

// The ways to notice, in words.
const (
	Told    = "the system tells when a file is saved"
	Looking = "looking for saved files four times a second: here the system does not tell"
)

// Times of the loop.
const (
	settle  = 40 * time.Millisecond  // of quiet after a sign of change, because an editor saves in several steps
	patient = 10 * settle            // until we look although it is not quiet
	often   = 250 * time.Millisecond // between looks if the system does not report
	seldom  = 2 * time.Second        // between looks if the system reports
	trust   = 2                      // missed changes in a row until we stop relying on the system
)

// Run watches the folder dir and everything below it until ctx ends. Its first event is How,
// and every save after that event is noticed. scratch is a folder on the same disk. Run makes
// a file there for a moment, to test whether the system reports it.
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

	notify   *fsnotify.Watcher // nil: the system does not report
	stamps   Stamps            // at the last look
	stirred  time.Time         // the first sign of change since the last look; zero: none
	quiet    *time.Timer       // started again at each sign of change
	unspoken int               // changes in a row that the system did not report
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
		case <-failed: // such as: too much happened to report it all
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

// stir records a sign of change. We look once it is quiet.
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
