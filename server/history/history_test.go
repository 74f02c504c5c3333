package history

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/server/wire"
)

// begin opens a history in a file that the test's end removes.
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

func keep(t testing.TB, l *Log, lines ...[]byte) {
	t.Helper()
	for _, line := range lines {
		if err := l.Keep(line, func() {}); err != nil {
			t.Fatal(err)
		}
	}
}

func greeting(l *Log) (text string) {
	l.Greet(func(last []byte) { text = string(last) })
	return text
}

func shownAs(lines string) string { return wire.BeforeStart + lines + wire.BeforeEnd }

// TestNewcomersSeeTheLast: a newcomer is shown the last lines, in order, also
// after a restart; and nothing at all where nothing was said.
func TestNewcomersSeeTheLast(t *testing.T) {
	path := newPath(t)
	l := begin(t, path, Options{Lines: 3})
	if got := greeting(l); got != "" {
		t.Errorf("an empty history shows %q", got)
	}
	keep(t, l, chat("ana", "one"), append(chat("bruno", "two"), chat("ana", "three")...), chat("carla", "quote \" back\\slash\ttab é"))
	want := shownAs("[bruno] two\n[ana] three\n[carla] quote \" back\\slash\ttab é\n")
	if diff := cmp.Diff(want, greeting(l)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	l.Close()
	if err := l.Keep(chat("ana", "four"), func() { t.Error("shown, and not kept") }); err == nil {
		t.Error("a closed history keeps")
	}
	again := begin(t, path, Options{Lines: 3})
	if diff := cmp.Diff(want, greeting(again)); diff != "" {
		t.Errorf("after a restart (-want +got)\n%s", diff)
	}
	again.Close()
	if got := greeting(begin(t, path, Options{Lines: -1})); got != "" {
		t.Errorf("none are to be shown, and %q is", got)
	}
}

// TestNewcomersAreNotDrowned: however long the lines are, what a newcomer is
// shown fits well into an outbox.
func TestNewcomersAreNotDrowned(t *testing.T) {
	l := begin(t, newPath(t), Options{Lines: 1000})
	for i := range 12 {
		keep(t, l, chat("ana", "%d %s", i, strings.Repeat("x", 60_000)))
	}
	got := greeting(l)
	if len(got) > maxShown+100 || !strings.Contains(got, "[ana] 11 ") || strings.Contains(got, "[ana] 5 ") {
		t.Errorf("%d bytes are shown", len(got))
	}
}

// A disk is a file that notes what is done with it, in the order in which it is
// done, together with what is shown.
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
func (d *disk) Close() error              { return nil }

func onDisk(t *testing.T, d *disk) *Log {
	return begin(t, newPath(t), Options{open: func(string) (file, error) { return d, nil }})
}

// TestDurableBeforeShown: between the write of a line and its being shown there
// is a sync, however many say something at once.
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

// TestOneSyncForAllWhoWait: what comes while a sync is under way shares the next.
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
		d.onSync = nil // the first one lasts until all others have come
		for limit := time.Now().Add(10 * time.Second); waiting() < speakers; {
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

// TestMoreThanOneCommit: whoever has the turn while more waits than is written at
// once goes on only when what it has brought itself is kept and shown, and all that
// had come before it.
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

// TestShownInTheOrderOfTheFile: so that after a restart nobody remembers another
// conversation.
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

// TestFullDisk: what can't be written is not shown, is taken back, and the next
// line is tried again. After a sync that failed, none is.
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

// TestCannotBeTakenBack: a record that is there in part, in the middle, would be
// damage. So nothing follows it.
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

// TestTurnOverIsTriedAgain: a new file that can't be begun at one moment can be at
// the next; and a history that ends in between ends well.
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

// TestNewcomersMissNothing: who comes while others talk has the last lines and
// those that follow, each once.
func TestNewcomersMissNothing(t *testing.T) {
	l := begin(t, newPath(t), Options{Lines: 100_000})
	var room sync.Mutex // guards both
	var said []string
	var newcomers []*[]string
	var all sync.WaitGroup
	for s := range 4 {
		all.Go(func() {
			for i := range 60 {
				line := chat("ana", "%d %d", s, i)
				l.Keep(line, func() {
					room.Lock()
					defer room.Unlock()
					said = append(said, string(line))
					for _, n := range newcomers {
						*n = append(*n, string(line))
					}
				})
			}
		})
		all.Go(func() {
			for range 60 {
				l.Greet(func(last []byte) {
					for range 200 { // let others go on, if they can
						runtime.Gosched()
					}
					room.Lock()
					defer room.Unlock()
					lines := slices.Collect(strings.Lines(string(last)))
					if len(lines) > 0 {
						lines = lines[1 : len(lines)-1]
					}
					newcomers = append(newcomers, &lines)
				})
			}
		})
	}
	all.Wait()
	for _, n := range newcomers {
		if diff := cmp.Diff(said, *n); diff != "" {
			t.Fatalf("(-said +heard by a newcomer)\n%s", diff)
		}
	}
}

// TestBounded: the two files together stay about as large as they may be, and the
// last lines are in them.
func TestBounded(t *testing.T) {
	path := newPath(t)
	l := begin(t, path, Options{Keep: leastKeep, Lines: 2})
	for i := range 60 {
		keep(t, l, bytes.Repeat(chat("ana", "%d %s", i, strings.Repeat("x", 1000)), 50))
	}
	keep(t, l, chat("ana", "last but one"), chat("ana", "last"))
	l.Close()
	var total int64
	for _, name := range []string{path, path + ".old"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > leastKeep {
		t.Errorf("%d bytes on disk, and %d are allowed", total, int64(leastKeep))
	}
	if diff := cmp.Diff(shownAs("[ana] last but one\n[ana] last\n"), greeting(begin(t, path, Options{Lines: 2}))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestInUse: two servers can't keep one history.
func TestInUse(t *testing.T) {
	path := newPath(t)
	l := begin(t, path, Options{})
	if _, err := Open(path, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	l.Close()
	begin(t, path, Options{})
}
