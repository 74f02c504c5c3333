// Package history keeps what is said in a file. A crash loses nothing that anybody
// was shown. It attaches to the server as its server.History.
//
// It is not a database: it cannot search or change lines, and each room has only one.
//
//   - history.go: Log: open, keep, greet, close
//   - commit.go: one sync for all who wait
//   - record.go: the format of a line in the file
//   - recovery.go: what a crash may leave behind, and what must be other damage
//   - file.go: opening the file, and keeping other servers out
//   - place.go: what other programs may do to the file meanwhile
//
// The file is a log: records are only appended. Each is one line of JSON that any
// tool can read. When the file has half the size that the history may have, it is
// renamed to FILE.old and replaces the earlier one. Then a new file begins.
package history

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"chatlab/work/08-slow-reader/server/wire"
)

// Options are the bounds of a history. A zero field means the usual value.
type Options struct {
	Lines int          // chat lines that a newcomer is shown; 20; -1: none
	Keep  int64        // bytes on disk, approximately: 64 MiB, and at least 1 MiB
	Log   *slog.Logger // what was found in the file; nil: no log

	open func(path string) (file, error) // for tests
	now  func() time.Time                // for tests
}

const (
	usualLines = 20
	usualKeep  = 64 << 20
	leastKeep  = 1 << 20

	// maxShown is the most bytes that a newcomer is shown, whatever the number of
	// lines. An outbox holds 1 MiB, and with more the newcomer would be cut off.
	maxShown = 256 << 10
)

// A Log is a history in a file.
type Log struct {
	options Options
	path    string
	lock    *flock.Flock // on FILE.lock, until Close; the system frees it when we crash

	mu      sync.Mutex // guards waiting
	waiting []*entry   // to be written next, in order

	turn     sync.Mutex // held by the caller that writes; guards all below
	file     file       // nil if a new one could not be created
	size     int64      // of the file; all up to here is durable
	putAside bool       // the file was put aside, and there is no new one yet
	buffer   []byte
	broken   error // why nothing can be written any more

	showing sync.Mutex // held while lines are shown, or a newcomer joins; guards last
	last    shown
}

var errClosed = errors.New("the history is closed")

// Keep makes chat lines durable, and then calls show. Lines are in the form that
// clients get: "[ana] hello\n". Many goroutines may call it at once. One of them
// writes for all who wait, with one sync. The shows are called in the order of the
// file. Keep returns when its show has returned. An error means that show was not
// called and that none of the lines are in the file. If a disk fails, that cannot be
// known for sure.
func (l *Log) Keep(lines []byte, show func()) error {
	e := &entry{lines: lines, show: show}
	l.mu.Lock()
	l.waiting = append(l.waiting, e)
	l.mu.Unlock()

	l.turn.Lock()
	defer l.turn.Unlock()
	for !e.done { // no other caller has done it yet, or not all that is before ours
		l.commit()
	}
	return e.err
}

// Greet calls join with the last lines, ready to be sent. No line is shown while join
// runs.
func (l *Log) Greet(join func(last []byte)) {
	l.showing.Lock()
	defer l.showing.Unlock()
	join(l.last.ready())
}

// Close ends the history. Nothing can be kept after it.
func (l *Log) Close() error {
	l.turn.Lock()
	defer l.turn.Unlock()
	if l.broken == errClosed {
		return nil
	}
	l.broken = errClosed
	var err error
	if l.file != nil {
		err = l.file.Close()
	}
	return errors.Join(err, l.lock.Unlock())
}

// shown holds the last lines, in the form that clients get.
type shown struct {
	bytes []byte
	ends  []int  // where each line of bytes ends
	most  int    // lines
	told  []byte // what ready returns; nil after lines were added
}

// ready returns the lines as they are sent. Callers must not change them: many
// newcomers get the same bytes.
func (s *shown) ready() []byte {
	if s.told == nil {
		s.told = wire.Before(s.bytes)
	}
	return s.told
}

// add adds whole lines, and forgets the oldest ones over the limits.
func (s *shown) add(lines []byte) {
	s.told = nil
	for at, b := range lines {
		if b == '\n' {
			s.ends = append(s.ends, len(s.bytes)+at+1)
		}
	}
	s.bytes = append(s.bytes, lines...)
	forget := 0
	for n := len(s.ends); n-forget > s.most || forget < n && len(s.bytes)-s.startOf(forget) > maxShown; {
		forget++
	}
	s.cut(forget)
}

func (s *shown) startOf(line int) int {
	if line == 0 {
		return 0
	}
	return s.ends[line-1]
}

// cut forgets the first lines. The rest moves to the front, so that memory does not
// grow.
func (s *shown) cut(lines int) {
	from := s.startOf(lines)
	if from == 0 {
		return
	}
	s.bytes = append(s.bytes[:0], s.bytes[from:]...)
	s.ends = append(s.ends[:0], s.ends[lines:]...)
	for i := range s.ends {
		s.ends[i] -= from
	}
}
