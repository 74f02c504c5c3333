package history

import (
	"errors"
	"fmt"
)

// A sync takes a disk milliseconds, even for a few bytes. If each line waited for its
// own sync, a room could say a few hundred lines a second. So the caller that has the
// turn also writes the lines that all others have brought meanwhile, and syncs once.
// The busier the room, the more lines share a sync (group commit).

// An entry is what one caller of Keep waits for.
type entry struct {
	lines []byte
	show  func()
	done  bool  // guarded by Log.turn, like err
	err   error // why it is not kept
}

// commit writes the waiting entries, up to maxCommit, and shows them. The caller has
// the turn.
func (l *Log) commit() {
	entries := l.next()
	err := l.write(entries)
	for _, e := range entries {
		e.done, e.err = true, err
		if err == nil {
			l.show(e)
		}
	}
}

// maxCommit is how many bytes of lines are written at once. Ten thousand callers may
// wait with 64 KiB each. The rest are written in the next commits.
const maxCommit = 1 << 20

// next takes the first waiting entries, at least one.
func (l *Log) next() []*entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, bytes := 0, 0
	for n < len(l.waiting) && (n == 0 || bytes+len(l.waiting[n].lines) <= maxCommit) {
		bytes += len(l.waiting[n].lines)
		n++
	}
	first := l.waiting[:n:n]
	l.waiting = l.waiting[n:]
	return first
}

// show shows lines that are durable.
func (l *Log) show(e *entry) {
	l.showing.Lock()
	defer l.showing.Unlock()
	l.last.add(e.lines)
	e.show()
}

// maxBuffer is the largest buffer kept for the next commit. Most commits are small.
const maxBuffer = 2 * maxCommit

// write makes the lines of entries durable: all of them or, with an error, none.
func (l *Log) write(entries []*entry) error {
	if l.broken != nil {
		return l.broken
	}
	if err := l.checkPlace(); err != nil {
		return err
	}
	at := l.options.now()
	if cap(l.buffer) > maxBuffer {
		l.buffer = nil
	}
	l.buffer = l.buffer[:0]
	for _, e := range entries {
		l.buffer = appendRecords(l.buffer, at, e.lines)
	}
	if l.file == nil || l.size > 0 && l.size+int64(len(l.buffer)) > l.options.Keep/2 {
		if err := l.turnOver(); err != nil {
			return err
		}
	}
	if _, err := l.file.WriteAt(l.buffer, l.size); err != nil {
		return l.takeBack(err)
	}
	// After a failed sync nobody knows what is on the disk. The kernel may count the
	// pages as written, and the next sync would report success. (Rebello et al., "Can
	// applications recover from fsync failures?", USENIX ATC 2020.) So we never try
	// again.
	if err := l.file.Sync(); err != nil {
		l.takeBack(err) // nobody was shown it; we cannot know whether this helps
		l.broken = fmt.Errorf("%w; nothing more is written", err)
		return l.broken
	}
	l.size += int64(len(l.buffer))
	return nil
}

// takeBack cuts off what a failed write may have left, so that the next write can be
// tried. A full disk may have space again.
func (l *Log) takeBack(why error) error {
	if err := errors.Join(l.file.Truncate(l.size), l.file.Sync()); err != nil {
		l.broken = fmt.Errorf("%w; and what was written of it can't be taken back: %w", why, err)
		return l.broken
	}
	return why
}

// turnOver puts the file aside and begins a new one. If that fails, for example
// without a free descriptor, the next write tries it again.
func (l *Log) turnOver() error {
	if l.file != nil {
		err := l.file.Close() // first: some systems do not rename an open file
		l.file = nil
		if err != nil {
			return err
		}
	}
	if !l.putAside {
		if err := putAside(l.path); err != nil {
			return err
		}
		l.putAside = true
	}
	file, err := l.options.open(l.path)
	if err != nil {
		return err
	}
	if err := file.Check(0); err != nil {
		file.Close()
		return err
	}
	l.file, l.size, l.putAside = file, 0, false
	return nil
}
