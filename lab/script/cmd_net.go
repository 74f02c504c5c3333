package script

import (
	"slices"
	"strings"

	"chatlab/lab/fault"
	"chatlab/lab/trace"
)

var netFaults = Command{
	Name:    "net",
	Args:    "NAME FAULT[, FAULT…] | NAME heal",
	Summary: "Make the path between a client and the server misbehave, as TCP allows.",
	Detail:  "docs/faults.md has the faults. They replace earlier faults. heal removes all faults. What the client sent until then arrives at once, in pieces of up to 64 KiB, so several lines can arrive in one piece. The step may come before the client connects, or after, and works for client programs as well. A check with --slow above 1 stretches their times too.",
	Example: `server
net ana slice 1..3 to-server, delay 2ms
join ana bruno
say ana 'hello world'
hear bruno ana 'hello world'
net ana heal
say ana 'hello again'
hear bruno ana 'hello again'`,
	run: func(s *session, args []string) (string, error) {
		if len(args) < 2 {
			return "", usagef("whose path, and which fault?")
		}
		name, words := args[0], strings.Join(args[1:], " ")
		var faults []fault.Spec
		if words != "heal" {
			var err error
			if faults, err = fault.ParseList(s.stretchedTimes(words)); err != nil {
				return "", usagef("%v", err)
			}
		}
		s.slowed[name] = slices.ContainsFunc(faults, func(f fault.Spec) bool { return f.Dir != trace.ToServer })
		if c := s.clients[name]; c != nil && len(faults) == 0 {
			c.awaitTaken() // by the path, so that all of it arrives together
		}
		return "", s.net(name, faults)
	},
}

// net puts faults on a client's path, and makes the path if there is none yet.
func (s *session) net(name string, faults []fault.Spec) error {
	if s.rehearsed != nil {
		return errRehearsed
	}
	return s.world.Net(name, faults, func(e trace.Event) {
		if e.Kind == trace.Fault || e.Dir.IsFar() { // the client records its own end
			s.recorder.Record(e)
		}
	})
}

// layPaths makes the paths of all clients whose path gets faults at some time. The paths
// must exist before the clients.
func (s *session) layPaths() error {
	for _, name := range s.scenario.Paths {
		if err := s.net(name, nil); err != nil {
			return err
		}
	}
	return nil
}
