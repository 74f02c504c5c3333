package history

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chatlab/server/wire"
)

// This file needs no other test file: lesson 12 copies it into a student's server.

// TestDurableBeforeShown: between writing a line and showing it there is a sync,
// however many clients talk at once.
func TestDurableBeforeShown(t *testing.T) {
	d := &disk{}
	l := onDisk(t, d)
	const speakers, each = 20, 50
	var all sync.WaitGroup
	for s := range speakers {
		all.Go(func() {
			for i := range each {
				word := fmt.Sprintf("word-%d-%d-", s, i)
				if err := l.Keep(chat("ana", "%s", word), func() { d.note("show %s", word) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	durable, written, shown := "", "", 0
	for _, e := range d.events {
		switch kind, text, _ := strings.Cut(e, " "); kind {
		case "write":
			written += text
		case "sync":
			durable, written = durable+written, ""
		case "show":
			shown++
			if !strings.Contains(durable, text) {
				t.Fatalf("%s is shown before it is durable", text)
			}
		}
	}
	if shown != speakers*each {
		t.Errorf("%d of %d were shown", shown, speakers*each)
	}
}

// begin opens a history in a file. The end of the test removes it.
func begin(t testing.TB, path string, o Options) *Log {
	t.Helper()
	l, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "h.log") }

func chat(from string, format string, args ...any) []byte {
	return wire.AppendChat(nil, from, fmt.Appendf(nil, format, args...))
}

// A disk is a file that records every operation, in order, together with every show.
type disk struct {
	mu     sync.Mutex // guards all
	events []string

	failWrite, failSync, failTruncate error
	syncs                             int
	onSync                            func()
}

func (d *disk) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = append(d.events, fmt.Sprintf(format, args...))
}

func (d *disk) WriteAt(p []byte, _ int64) (int, error) {
	d.note("write %s", p)
	if d.failWrite != nil {
		return len(p) / 2, d.failWrite
	}
	return len(p), nil
}

func (d *disk) Sync() error {
	if d.onSync != nil {
		d.onSync()
	}
	d.note("sync")
	d.syncs++
	return d.failSync
}

func (d *disk) Truncate(size int64) error { d.note("truncate %d", size); return d.failTruncate }
func (d *disk) Check(int64) error         { return nil }
func (d *disk) Close() error              { return nil }

func onDisk(t *testing.T, d *disk) *Log {
	return begin(t, newPath(t), Options{open: func(string) (file, error) { return d, nil }})
}
