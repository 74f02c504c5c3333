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

// A follower has the accounts of a file and notices when it changes. It does
// so when somebody asks, at most once each lookEvery; there is no goroutine
// that watches a file in which nobody is interested.
//
// The danger is a file that is being written. htpasswd empties it and then
// fills it again, and so do many editors: whoever reads in between finds fewer
// accounts, and a member's name would be free for anybody. So:
//
//   - A text that is not all right changes nothing: those read before stay.
//   - A text in which an account is missing changes nothing until the file has
//     been left alone for settleTime.
//   - A text in which no account is left, where there was one, never changes
//     anything: it is taken for an accident, such as a full disk. To free all
//     names, start the server anew.
//
// What is given up: a writer that rests for longer than settleTime at the end
// of a line is believed.
type follower struct {
	path string
	log  *slog.Logger

	mu       sync.Mutex // guards all below
	table    *table
	nextLook time.Time
	looking  bool // somebody reads the file, without the lock; view is theirs

	view view // belongs to whoever has set looking
}

// A view is what the last look saw.
type view struct {
	info      fs.FileInfo // which file, and in which state; nil if it could not be opened
	since     time.Time   // when it was first seen so
	done      bool        // it was read after it had settled: nothing is new until it changes
	complaint string      // what was wrong with it, as the log has it; so that it has it once
	failing   bool        // the log's last word was a complaint, about this state or an earlier one
}

// follow reads the file for the first time. Here everything that is wrong is
// an error: nobody relies on an earlier text yet.
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

// current returns the accounts as they are now. While one caller looks at the
// file, others get what was there before: a disk that hangs holds up one
// connection, not all.
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

// look returns the accounts to go on with: those of the file if it has changed
// and can be believed, otherwise those before.
func (f *follower) look(before *table) *table {
	file, info, err := openRegular(f.path)
	if err != nil {
		f.view.info = nil // whatever comes back is new
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
	settled := f.view.settled() // before it is read, so that a change after that shows
	text, err := readText(file)
	if err != nil {
		f.complain(err) // the disk's trouble, not the text's: look again
		return before
	}
	f.view.done = settled
	return f.judge(before, text, settled)
}

// judge says which accounts count: those before, or those of the text.
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

// settled reports whether the file has been left alone for settleTime. Either
// its own time says so, or we have seen it; the file's clock may be another
// machine's, and run ahead.
func (v *view) settled() bool {
	return time.Since(v.info.ModTime()) >= settleTime || time.Since(v.since) >= settleTime
}

// complain puts into the log, once, that the file can't be used.
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

// equals reports whether another table has the same names and hashes. Where
// they stand in the file does not count.
func (t *table) equals(other *table) bool {
	for name, account := range t.accounts {
		if other.accounts[name].hash != account.hash {
			return false
		}
	}
	return len(t.accounts) == len(other.accounts)
}
