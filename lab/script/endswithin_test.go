package script

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestEndIsAwaitedWithoutLostTime: a server that ends has as much time of its own for that as the kit
// waits. Time in which it got no processor is not counted, up to a bound.
func TestEndIsAwaitedWithoutLostTime(t *testing.T) {
	for name, c := range map[string]struct {
		share time.Duration // of all time, one divided by share is lost
		ends  time.Duration
		ended bool
		least time.Duration // least and most are how long the wait takes
		most  time.Duration
	}{
		"in time":                 {1000, endTime / 2, true, endTime / 2, endTime / 2},
		"late, half was lost":     {2, endTime + endTime/2, true, endTime + endTime/2, endTime + endTime/2},
		"too late, half was lost": {2, time.Minute, false, 2*endTime - endTime/100, 2*endTime + endTime/100},
		"late, and none was lost": {1000, endTime + endTime/2, false, endTime, endTime + endTime/100},
		"never, and all is lost":  {1, time.Hour, false, endTime + mostLostAtEnd, endTime + mostLostAtEnd},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				over, end := context.WithTimeout(t.Context(), c.ends)
				defer end()
				ended := endsWithin(endTime, func() time.Duration { return time.Since(began) / c.share }, func(ctx context.Context) bool {
					select {
					case <-over.Done():
						return true
					case <-ctx.Done():
						return false
					}
				})
				if took := time.Since(began); ended != c.ended || took < c.least || took > c.most {
					t.Errorf("ended %v after %v; want %v after %v to %v", ended, took, c.ended, c.least, c.most)
				}
			})
		})
	}
}
