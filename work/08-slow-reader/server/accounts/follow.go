package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"time"
)

// A follower has the accounts of a file and notices when it changes. It looks when
// somebody asks, at most once each lookEvery. There is no goroutine that watches the
// file when nobody asks.
//
// The danger is a file that is being written. htpasswd and many editors empty it and
// then fill it again. A reader in between finds fewer accounts, and a member's name
// would be free for anybody. So:
//
//   - A text with an error changes nothing: the accounts read before stay.
//   - A text in which an account is missing changes nothing until the file has
//     been left alone for settleTime.
//   - A text without any account never replaces one that had some. That is taken
//     for an accident, such as a full disk. To free all names, restart the server.
//
// What is given up: if a writer pauses for longer than settleTime at the end of a
// line, that half is believed.
type follower struct {
	path string
	log  *slog.Logger

	mu       sync.Mutex // guards all below
	table    *table
	nextLook time.Time
	looking  bool // a caller reads the file without the lock, and owns view

	view view // belongs to the caller that has set looking
}

// A view is what the last look saw.
type view struct {
	info      fs.FileInfo // when it was first seen in this state
	since     time.Time   // when it was first seen so
	done      bool        // it was read after it had settled: no need to read it until it changes
	complaint string      // the last complaint in the log, so that it is logged once
	failing   bool        // the last line in the log was a complaint, about this state or an earlier one
}

// follow reads the file for the first time. Here every problem is an error: there are
// no earlier accounts to keep.
func follow(path string, log *slog.Logger) (*follower, error) {
	f := &follower{path: path, log: log}
	f.view.since = time.Now()
	f.nextLook = f.view.since.Add(lookEvery)
	file, info, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f.view.info = info
	f.view.done = f.view.settled()
	text, err := readText(file)
	if err != nil {
		return nil, err
	}
	f.table, err = parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	log.Info("accounts read", "file", filepath.Base(path), "accounts", len(f.table.accounts))
	return f, nil
}

// current returns the accounts as they are now. While one caller looks at the file,
// others get the earlier accounts. So a disk that hangs holds up one connection, not
// all.
func (f *follower) current() *table {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looking || time.Now().Before(f.nextLook) {
		return f.table
	}
	f.looking = true
	before := f.table
	f.mu.Unlock()

	now := f.look(before)

	f.mu.Lock()
	f.table = now
	f.looking = false
	f.nextLook = time.Now().Add(lookEvery)
	return now
}

// look returns the accounts that count: those of the file if it has changed and can
// be believed, otherwise those before.
func (f *follower) look(before *table) *table {
	file, info, err := openRegular(f.path)
	if err != nil {
		f.view.info = nil // any file that comes back counts as new
		f.complain(err)
		return before
	}
	defer file.Close()
	if !sameState(info, f.view.info) {
		f.view = view{info: info, since: time.Now(), failing: f.view.failing}
	}
	if f.view.done {
		return before
	}
	settled := f.view.settled() // before reading, so that a change after it is noticed
	text, err := readText(file)
	if err != nil {
		f.complain(err) // an error of the disk, not of the text: look again
		return before
	}
	f.view.done = settled
	return f.judge(before, text, settled)
}

// judge decides which accounts count: those before, or those of the text.
func (f *follower) judge(before *table, text string, settled bool) *table {
	now, err := parse(text)
	switch {
	case err != nil:
		f.complain(err)
		return before
	case !settled && before.losesTo(now):
		return before
	case len(now.accounts) == 0 && len(before.accounts) > 0:
		f.complain(errors.New("it has no accounts any more"))
		return before
	}
	if f.view.failing || !before.equals(now) {
		f.log.Info("accounts read again", "file", filepath.Base(f.path), "accounts", len(now.accounts))
	}
	f.view.complaint, f.view.failing = "", false
	return now
}

// settled reports whether the file has been left alone for settleTime. Either its own
// time shows that, or we have seen it. The file's time may come from another machine
// whose clock is ahead.
func (v *view) settled() bool {
	return time.Since(v.info.ModTime()) >= settleTime || time.Since(v.since) >= settleTime
}

// complain logs once that the file cannot be used.
func (f *follower) complain(err error) {
	if f.view.complaint == err.Error() {
		return
	}
	f.view.complaint, f.view.failing = err.Error(), true
	f.log.Warn("accounts not read again; those read before still count", "file", filepath.Base(f.path), "error", err)
}

// losesTo reports whether an account is missing in another table.
func (t *table) losesTo(other *table) bool {
	for name := range t.accounts {
		if !other.has(name) {
			return true
		}
	}
	return false
}

// equals reports whether another table has the same names and hashes. Their order in
// the file does not matter.
func (t *table) equals(other *table) bool {
	for name, account := range t.accounts {
		if other.accounts[name].hash != account.hash {
			return false
		}
	}
	return len(t.accounts) == len(other.accounts)
}
