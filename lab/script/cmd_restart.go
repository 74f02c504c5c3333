package script

import (
	"errors"

	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/trace"
)

var restart = Command{
	Name:    "restart",
	Args:    "",
	Summary: "Start the server again, at the same address, after it has ended.",
	Detail:  "A server that does not get its port back fails. Old connections may still be in TIME_WAIT, and keep the port in use.",
	Example: `server
join ana
interrupt
told ana clos
close ana
exits 0
restart
join bruno`,
	run: func(s *session, args []string) (string, error) {
		if err := s.readyAlone(args); err != nil {
			return "", err
		}
		if _, ended := s.world.Ended(0); !ended {
			return "", errStillRunning
		}
		return s.restart()
	},
}

// restart starts the server again. It started before, so if it does not start now, the
// server is at fault.
func (s *session) restart() (string, error) {
	where, err := s.world.Restart(s.ctx)
	var trouble *program.Trouble
	if errors.As(err, &trouble) {
		return "", s.failure(Failure{
			Expected: words("the server to start again at the same address"),
			Received: words(trouble.What),
			Mark:     -1,
			Symptom:  lesson.NoRestart,
			Note:     trouble.Output,
		})
	}
	s.stopping = false
	s.endNoted.Store(false)
	s.toServer(trace.ServerStarted)
	return where, err
}

// toServer records what was done to the server.
func (s *session) toServer(what string) {
	s.recorder.Record(trace.Event{Conn: serverConn, Kind: trace.Server, Note: what})
}

// noteEnd records that the server does not run any more, and how it ended, if the record does not have
// it yet.
func (s *session) noteEnd(how string) {
	if !s.endNoted.Swap(true) {
		s.toServer(trace.ServerEnded + ": " + how)
	}
}

// serverConn is the trace's name for the server, which is not a connection.
const serverConn = "server"
