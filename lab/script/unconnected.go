package script

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"chatlab/lab/lesson"
	"chatlab/lab/sockets"
)

// unconnected is the failure of a client that got no connection.
func (s *session) unconnected(ctx context.Context, call Call, secure bool, err error) *Failure {
	late := errors.Is(context.Cause(ctx), context.DeadlineExceeded)
	if late {
		err = errors.New("the server's side did not answer")
	}
	f := s.failure(Failure{
		Expected: words("a connection for " + call.Name),
		Received: words(fmt.Sprintf("none: %v", err)),
		Mark:     -1,
		closed:   true,
	})
	refused := sockets.IsRefused(err)
	switch {
	case refused && !s.stopping && !s.crashed:
		f.seen(lesson.NoEntry)
	case !late && !refused && secure && !sockets.IsGone(err):
		f.seen(lesson.NoTLS)
	case late:
		f.seen(lesson.Nothing)
		if !secure && !slices.Contains(s.scenario.Paths, call.Name) { // neither the handshake nor the path is the cause
			s.tellDropped(f, nil)
		}
	}
	return f
}

// tellDropped adds to a failure that the system has dropped a client's call, if it has.
func (s *session) tellDropped(f *Failure, nc net.Conn) {
	room, dropped := s.world.Dropped(nc)
	if !dropped {
		return
	}
	f.seen(lesson.Backlog)
	f.addNote(fmt.Sprintf("the system has dropped this call: the server listens with a backlog of %d, and others who called at the same moment had filled that queue; a client that is dropped tries again after a second or more", room))
}
