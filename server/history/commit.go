package history

import "fmt"

// A sync takes a disk milliseconds, however little there is to write. Were each
// line to wait for its own, a room could say a few hundred a second. So whoever
// has the turn writes what all others have brought meanwhile, too, and syncs
// once: the busier the room, the more lines share a sync (group commit).

// An entry is what one caller of Keep waits for.
type entry struct {
	lines []byte
	show  func()
	done  bool  // guarded by Log.turn, like err
	err   error // why it is not kept
}

// commit writes everything that waits, and shows it. It is called with the turn.
func (l *Log) commit() {
	l.mu.Lock()
	entries := l.waiting
	l.waiting = nil
	l.mu.Unlock()

	err := l.write(entries)
	for _, e := range entries {
		e.done, e.err = true, err
		if err == nil {
			l.show(e)
		}
	}
}

// show lets lines be shown that are durable.
func (l *Log) show(e *entry) {
	l.showing.Lock()
	defer l.showing.Unlock()
	l.last.add(e.lines)
	e.show()
}

// write makes the lines of entries durable: all of them or, with an error, none.
func (l *Log) write(entries []*entry) error {
	if l.broken != nil {
		return l.broken
	}
	at := l.options.now()
	l.buffer = l.buffer[:0]
	for _, e := range entries {
		l.buffer = appendRecords(l.buffer, at, e.lines)
	}
	if l.size > 0 && l.size+int64(len(l.buffer)) > l.options.Keep/2 {
		if err := l.turnOver(); err != nil {
			return err
		}
	}
	if _, err := l.file.Write(l.buffer); err != nil {
		return l.takeBack(err)
	}
	// After a sync that failed nobody knows what is on the disk: the kernel may
	// count the pages as written, and the next sync would report success.
	// (Rebello et al., "Can applications recover from fsync failures?", USENIX
	// ATC 2020.) So there is no next one.
	if err := l.file.Sync(); err != nil {
		l.broken = fmt.Errorf("%w; nothing more is written", err)
		return l.broken
	}
	l.size += int64(len(l.buffer))
	return nil
}

// takeBack cuts off what a failed write may have left, so that the next one can
// be tried: a disk that is full may have room again.
func (l *Log) takeBack(why error) error {
	if err := l.file.Truncate(l.size); err != nil {
		l.broken = fmt.Errorf("%w; and what was written of it can't be taken back: %w", why, err)
		return l.broken
	}
	return why
}

// turnOver puts the file aside and begins a new one.
func (l *Log) turnOver() error {
	err := l.file.Close() // first: there are systems that don't rename an open file
	if err == nil {
		err = putAside(l.path)
	}
	if err == nil {
		l.file, err = l.options.open(l.path)
	}
	if err != nil {
		l.broken = fmt.Errorf("begin a new file: %w; nothing more is written", err)
		return l.broken
	}
	l.size = 0
	return nil
}
