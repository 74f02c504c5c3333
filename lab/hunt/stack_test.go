package hunt

import "testing"

// TestDeadlocked: goroutines that wait for a lock are deadlocked only if no other can run. One of
// which the runtime has a use for just now can.
func TestDeadlocked(t *testing.T) {
	waits := goroutineOf("1", "sync.Mutex.Lock", nil)
	for state, want := range map[string]bool{
		"running": false, "runnable": false, "runnable (scan)": false, "syscall": false, "preempted": false, "copystack": false,
		"GC assist marking": false, "GC assist wait": false, "GC sweep wait": false, "wait for GC cycle": false, "stopping the world": false, "flushing proc caches": false,
		"sync.Mutex.Lock": true, "sync.RWMutex.RLock": true, "sync.WaitGroup.Wait (durable)": true, "synctest.Wait": true, "sleep": true, "semacquire": true,
		"chan receive": true, "chan send (durable)": true, "select (no cases)": true, "IO wait": true,
	} {
		other := goroutineOf("2", state, nil)
		if deadlocked([]goroutine{waits, other}) != want {
			t.Errorf("beside one that is %q, one that waits for a lock is deadlocked: %v; want %v", state, !want, want)
		}
	}
	if deadlocked([]goroutine{goroutineOf("1", "chan receive", nil)}) {
		t.Error("nobody waits for a lock")
	}
}
