package history

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/server/wire"
)

// TestOneSyncForAllWhoWait: lines that come during a sync share the next one.
func TestOneSyncForAllWhoWait(t *testing.T) {
	const speakers = 50
	d := &disk{}
	l := onDisk(t, d)
	waiting := func() int {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.waiting)
	}
	d.onSync = func() {
		d.onSync = nil // the first sync lasts until all others have come
		for limit := time.Now().Add(time.Minute); waiting() < speakers; {
			if time.Now().After(limit) {
				t.Error("the others do not come")
				return
			}
		}
	}
	var all sync.WaitGroup
	for i := range speakers + 1 {
		all.Go(func() { l.Keep(chat("ana", "%d", i), func() {}) })
	}
	all.Wait()
	if d.syncs != 2 {
		t.Errorf("%d syncs, for one line and %d that came meanwhile", d.syncs, speakers)
	}
}

// TestMoreThanOneCommit: more waits than is written at once. The caller that has the
// turn continues only when its own lines, and all before them, are kept and shown.
func TestMoreThanOneCommit(t *testing.T) {
	d := &disk{}
	l := onDisk(t, d)
	shown := 0
	much := chat("ana", "%s", strings.Repeat("x", 64_000))
	const before = 40 // more than two commits
	for range before {
		l.waiting = append(l.waiting, &entry{lines: much, show: func() { shown++ }})
	}
	last := 0
	if err := l.Keep(chat("bruno", "last"), func() { last = shown }); err != nil {
		t.Fatal(err)
	}
	if last != before {
		t.Errorf("of %d lines that had come before, %d were shown", before, last)
	}
	if want := 3; d.syncs != want {
		t.Errorf("%d syncs, want %d", d.syncs, want)
	}
}

// TestShownInTheOrderOfTheFile: lines are shown in the order of the file. Otherwise a
// restart would change the order of a conversation.
func TestShownInTheOrderOfTheFile(t *testing.T) {
	path := newPath(t)
	l := begin(t, path, Options{Lines: 10_000})
	var shown []byte // guarded by the order of shows
	var all sync.WaitGroup
	for s := range 8 {
		all.Go(func() {
			for i := range 40 {
				line := chat("ana", "%d %d", s, i)
				keep(t, l, chat("b", "between"))
				l.Keep(line, func() { shown = append(shown, line...) })
			}
		})
	}
	all.Wait()
	l.Close()
	kept := strings.ReplaceAll(greeting(begin(t, path, Options{Lines: 10_000})), "[b] between\n", "")
	if diff := cmp.Diff(shownAs(string(shown)), kept); diff != "" {
		t.Errorf("(-shown +kept)\n%s", diff)
	}
}

// TestFullDisk: a line that cannot be written is not shown and is taken back. The
// next line is tried again. After a failed sync, none is.
func TestFullDisk(t *testing.T) {
	full := errors.New("no space left")
	never := func() { t.Error("shown, and not kept") }
	d := &disk{}
	l := onDisk(t, d)
	keep(t, l, chat("ana", "one"))
	size := l.size

	d.failWrite = full
	if err := l.Keep(chat("ana", "two"), never); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
	if last := d.events[len(d.events)-2:]; !slices.Equal(last, []string{fmt.Sprintf("truncate %d", size), "sync"}) {
		t.Errorf("what was half written stays: %s", last)
	}
	d.failWrite = nil
	keep(t, l, chat("ana", "three"))
	if diff := cmp.Diff(shownAs("[ana] one\n[ana] three\n"), greeting(l)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}

	size, d.failSync = l.size, full
	if err := l.Keep(chat("ana", "four"), never); !errors.Is(err, full) {
		t.Errorf("a failed sync: %v", err)
	}
	if !slices.Contains(d.events, fmt.Sprintf("truncate %d", size)) {
		t.Error("what was not shown stays in the file")
	}
	d.failSync = nil
	written := len(d.events)
	if err := l.Keep(chat("ana", "five"), never); !errors.Is(err, full) || len(d.events) != written {
		t.Errorf("after a failed sync: %v, %q", err, d.events[written:])
	}
}

// TestCannotBeTakenBack: a partial record in the middle of the file would be damage.
// So nothing is written after it.
func TestCannotBeTakenBack(t *testing.T) {
	d := &disk{failWrite: errors.New("full"), failTruncate: errors.New("no")}
	l := onDisk(t, d)
	for range 2 {
		if err := l.Keep(chat("ana", "x"), func() { t.Error("shown") }); err == nil {
			t.Error("kept")
		}
	}
	if diff := cmp.Diff(3, len(d.events)); diff != "" { // write, truncate, sync: once
		t.Errorf("written on (-want +got)\n%s\n%q", diff, d.events)
	}
}

// TestTurnOverIsTriedAgain: if a new file cannot be created, the next line tries
// again. Closing the history in between works.
func TestTurnOverIsTriedAgain(t *testing.T) {
	path := newPath(t)
	few := errors.New("too many open files")
	opened, fails := 0, 2
	open := func(path string) (file, error) {
		if opened++; opened > 1 && fails > 0 {
			fails--
			return nil, few
		}
		return openFile(path)
	}
	l := begin(t, path, Options{Keep: leastKeep, open: open})
	much := bytes.Repeat(chat("ana", "%s", strings.Repeat("x", 1000)), 400)
	keep(t, l, much)
	for range 2 {
		if err := l.Keep(much, func() { t.Error("shown, and not kept") }); !errors.Is(err, few) {
			t.Errorf("%v", err)
		}
	}
	keep(t, l, chat("ana", "again"))
	fails = 1
	keep(t, l, much)
	if err := l.Keep(much, func() {}); !errors.Is(err, few) {
		t.Errorf("%v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if got := greeting(begin(t, path, Options{Lines: 1})); !strings.HasPrefix(got, wire.BeforeStart+"[ana] xxx") {
		t.Errorf("%.60q", got)
	}
}
