package script

import (
	"bufio"
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/dialect"
)

// TestRoomIsAwaitedWithoutLostTime: a server that answers no name may let a client in late if it
// got no processor meanwhile. It is not to blame for that. That others hear the kit's own lines
// gives it no more time.
func TestRoomIsAwaitedWithoutLostTime(t *testing.T) {
	for name, c := range map[string]struct {
		share   time.Duration // of all time, one divided by share is lost
		comes   time.Duration // when the server lets bruno in
		failed  bool
		overdue bool // the answer came late, because time was lost
	}{
		"in time":             {2, usualLimit - time.Second, false, false},
		"late, half was lost": {2, usualLimit + time.Second, false, true},
		"late, none was lost": {1000, usualLimit + time.Second, true, false},
		"never":               {2, time.Hour, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSession(t.Context(), Scenario{}, takingWorld{busyWorld{&simulated{}, time.Now(), c.share, 0}}, Options{Dialect: &dialect.Dialect{Unanswered: true}})
				defer s.cancel()
				ana, fromAna := piped(s, "ana")
				bruno, toBruno := piped(s, "bruno")
				carla, toCarla := piped(s, "carla")
				defer ana.abort()
				defer bruno.abort()
				defer carla.abort()
				began := time.Now()
				go func() { // ends with the connections
					for in := bufio.NewScanner(fromAna); in.Scan(); {
						heard := []byte("[ana] " + strings.TrimSpace(in.Text()) + "\n")
						toCarla.Write(heard)
						if time.Since(began) >= c.comes {
							toBruno.Write(heard)
						}
					}
				}()
				err := bruno.awaitRoom()
				if (err != nil) != c.failed || s.overdue.Load() != c.overdue {
					t.Errorf("after %v: %v, overdue %v; want failed %v, overdue %v", time.Since(began), err, s.overdue.Load(), c.failed, c.overdue)
				}
			})
		})
	}
}

// A takingWorld is one in which the server reads all.
type takingWorld struct{ busyWorld }

func (takingWorld) AwaitTaken(context.Context, net.Conn) bool { return true }

// piped returns a client that has given its name, and the server's end of its connection.
func piped(s *session, name string) (c *client, far net.Conn) {
	near, far := net.Pipe()
	c = newClient(s, name, near)
	c.calls(name, s.tick())
	s.add(c)
	return c, far
}
