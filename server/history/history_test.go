package history

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/server/wire"
)

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

// TestNewcomersSeeTheLast: a newcomer is shown the last lines, in order, even after a
// restart. If nothing was said, it is shown nothing.
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

// TestNewcomersAreNotDrowned: what a newcomer is shown fits into an outbox, however
// long the lines are.
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

// TestNewcomersMissNothing: a newcomer that comes while others talk gets the last
// lines and all later ones, each once.
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
					for range 200 { // let others run, if they can
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

// TestBounded: the two files together stay near the size limit, and they contain the
// last lines.
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

// TestInUse: two servers cannot keep one history.
func TestInUse(t *testing.T) {
	path := newPath(t)
	l := begin(t, path, Options{})
	if _, err := Open(path, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	l.Close()
	begin(t, path, Options{})
}
