package program

import (
	"testing"
	"time"
)

// TestRunDelay: a process loses only the time that it wanted and did not get, and never more
// time than has passed.
func TestRunDelay(t *testing.T) {
	const passed = time.Second
	of := func(ran, waited time.Duration, waiting bool) thread { return thread{ran, waited, waiting} }
	for _, c := range []struct {
		name          string
		before, after map[int]thread
		want          time.Duration
	}{
		{"nobody", nil, nil, 0},
		{"asleep", map[int]thread{1: of(5, 5, false)}, map[int]thread{1: of(5, 5, false)}, 0},
		{"had to wait", map[int]thread{1: of(0, 0, false)}, map[int]thread{1: of(passed/10, passed/2, false)}, passed / 2},
		{"waits still", map[int]thread{1: of(5, 5, true)}, map[int]thread{1: of(5, 5, true)}, passed},
		{"slept, and was woken some time", map[int]thread{1: of(5, 5, false)}, map[int]thread{1: of(5, 5, true)}, LookEvery},
		{"waited, and sleeps", map[int]thread{1: of(5, 5, true)}, map[int]thread{1: of(5, 5, false)}, 0},
		{"has just come", nil, map[int]thread{1: of(passed/10, passed/4, true)}, passed / 4},
		{"keeps itself waiting", map[int]thread{1: {}, 2: {}}, map[int]thread{1: of(passed/2, passed/2, true), 2: of(passed/2, passed/2, true)}, 0},
		{"both wait", map[int]thread{1: {}, 2: {}}, map[int]thread{1: of(0, passed, true), 2: of(0, passed, true)}, passed},
		{"ended", map[int]thread{1: of(passed, passed, true)}, nil, 0},
	} {
		if got := runDelay(c.before, c.after, passed); got != c.want {
			t.Errorf("%s: %v of %v are lost, want %v", c.name, got, passed, c.want)
		}
	}
}

// TestPulse: a late beat is lost time. An overdue beat counts too. After stop, nothing
// counts.
func TestPulse(t *testing.T) {
	var p pulse
	at := time.Now()
	lost := func(wantAll, wantWorst time.Duration) {
		t.Helper()
		if all, worst := p.lost(at); all != wantAll || worst != wantWorst {
			t.Errorf("late by %v, %v at worst; want %v and %v", all, worst, wantAll, wantWorst)
		}
	}
	beat := func(after time.Duration) {
		at = at.Add(after)
		p.beat(at)
	}
	lost(0, 0)
	beat(time.Hour) // the first
	beat(beatEvery)
	beat(beatEvery + onTime/2)
	lost(0, 0)
	beat(beatEvery + 3*time.Second)
	lost(3*time.Second, 3*time.Second)
	beat(beatEvery + 2*time.Second)
	lost(5*time.Second, 3*time.Second)
	at = at.Add(beatEvery + 4*time.Second)
	lost(9*time.Second, 4*time.Second)
	p.stop()
	lost(5*time.Second, 3*time.Second)
}
