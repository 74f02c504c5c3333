package script

import (
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestAwait: a slow stream is waited for, silence is not, and neither is a
// stream that never says what is expected.
func TestAwait(t *testing.T) {
	const limit = time.Second
	for _, c := range []struct {
		name  string
		pause time.Duration // between bytes
		bytes int           // and then silence
		want  string
		found bool
		took  time.Duration
	}{
		{"slow", 900 * time.Millisecond, 4, "xxxx", true, 3600 * time.Millisecond},
		{"silent", 900 * time.Millisecond, 3, "xxxx", false, 3700 * time.Millisecond},
		{"too late", 1100 * time.Millisecond, 1, "x", false, limit},
		{"endless", 3 * time.Millisecond, 10_000, "y", false, patience * limit},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				defer theirs.Close()
				s := newSession(t.Context(), Scenario{}, nil, Options{})
				defer s.cancel()
				client := newClient(s, "ana", ours)
				var server sync.WaitGroup
				defer server.Wait()
				defer client.abort()
				server.Go(func() {
					for range c.bytes {
						time.Sleep(c.pause)
						if _, err := theirs.Write([]byte("x")); err != nil {
							return // the test is over
						}
					}
				})
				began := time.Now()
				found := client.await(limit, func(in *inbox) bool { return string(in.partial) == c.want })
				if took := time.Since(began); found != c.found || took != c.took {
					t.Errorf("%v after %v, want %v after %v", found, took, c.found, c.took)
				}
			})
		})
	}
}
