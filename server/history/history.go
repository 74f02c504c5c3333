// Package history keeps what is said in a file, so that a crash loses nothing
// that anybody was shown. It attaches to the server as its server.History.
//
// It is not a database: nothing is looked up or changed, and a room has one.
//
//   - history.go: Log: open, keep, greet, close
//   - commit.go: one sync for all who wait
//   - record.go: a line of the file
//   - recovery.go: what a crash may have left behind, and what it can't have
//   - file.go: the file, and that nobody else writes it
//   - place.go: what others may do to it meanwhile
//
// The file is a log: records are only ever put at its end. Each is one line of
// JSON, to be read with any tool. When the file has half the size that the
// history may have, it is renamed to FILE.old, in place of the one before, and a
// new one begins.
package history

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"chatlab/server/wire"
)

// Options are the bounds of a history. A zero field means the usual value.
type Options struct {
	Lines int          // chat lines that a newcomer is shown; 20; -1: none
	Keep  int64        // bytes on disk, about: 64 MiB, and at least 1 MiB
	Log   *slog.Logger // what was found in the file; nil: no log

	open func(path string) (file, error) // for tests
	now  func() time.Time                // likewise
}

const (
	usualLines = 20
	usualKeep  = 64 << 20
	leastKeep  = 1 << 20

	// maxShown is how many bytes a newcomer is shown at most, whatever the number
	// of lines. An outbox holds 1 MiB, and more than that would cut them off.
	maxShown = 256 << 10
)

// A Log is a history in a file.
type Log struct {
	options Options
	path    string
	lock    *flock.Flock // on FILE.lock, until Close; the system lets go of it when we crash

	mu      sync.Mutex // guards waiting
	waiting []*entry   // to be written next, in order

	turn     sync.Mutex // held by the one who writes; guards all below
	file     file       // nil while a new one could not be begun
	size     int64      // of the file, up to which all is durable
	putAside bool       // the file was, and there is no new one yet
	buffer   []byte
	broken   error // why nothing can be written any more

	showing sync.Mutex // held while lines are shown, or a newcomer comes; guards last
	last    shown
}

var errClosed = errors.New("the history is closed")

// Keep makes chat lines durable, and then calls show. Lines are as clients get
// them: "[ana] hello\n". Many may call it at once: what one of them writes is for
// all who wait, with one sync, and their shows are called in the order of the
// file. It returns when show has. An error means that show was not called, and
// that none of the lines are in the file, as far as that can be known when a disk
// fails.
func (l *Log) Keep(lines []byte, show func()) error {
	e := &entry{lines: lines, show: show}
	l.mu.Lock()
	l.waiting = append(l.waiting, e)
	l.mu.Unlock()

	l.turn.Lock()
	defer l.turn.Unlock()
	for !e.done { // nobody has done it for us meanwhile, or not all of what stands before
		l.commit()
	}
	return e.err
}

// Greet calls join with the last lines, ready to be sent. Nothing is shown while
// it runs.
func (l *Log) Greet(join func(last []byte)) {
	l.showing.Lock()
	defer l.showing.Unlock()
	join(l.last.ready())
}

// Close ends it. Nothing can be kept any more.
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

// shown are the last lines, as clients get them.
type shown struct {
	bytes []byte
	ends  []int  // where each line of bytes ends
	most  int    // lines
	told  []byte // ready, until something is added
}

// ready returns the lines as they are sent. Nobody changes what it returns: when
// many come in at once, they all get the same.
func (s *shown) ready() []byte {
	if s.told == nil {
		s.told = wire.Before(s.bytes)
	}
	return s.told
}

// add adds whole lines, and forgets as many old ones.
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

// cut forgets the first lines. The rest moves to the front, so that memory stays
// as it is however much is said.
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
