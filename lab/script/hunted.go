package script

import (
	"context"
	"errors"
	"time"

	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

// A Hunt is what a scenario asks of the simulator: that the server under test keeps all
// rules with a crowd. The crowd follows from each of some seeds, or from a list of events
// in the scenario.
type Hunt struct {
	Seeds      int           // how many seeds, from 1 on
	Clients    int           // how many clients the crowd has; 0: as each seed says
	Profile    string        // the network's profile; empty: as each seed says
	Lesson     int           // the rules of lessons before this one judge; 0: all rules
	GoneWithin time.Duration // how soon the server must announce a vanished host; 0: at any time
	Stays      []string      // clients that must not be cut off

	Ops string // what happens, one event a line; empty: the seeds decide
}

// Hunted is the result of a Hunt.
type Hunted struct {
	Detail string          // what was done, in words
	Broken *rule.Violation // where the first seed that breaks a rule breaks it; nil if none does
	Run    *Seeded         // the run that breaks it, if a command line can repeat it
	Log    trace.Log       // what happened around that time
	Drawn  trace.Log       // the same for a picture, with what clients did as steps
	SetUp  []string        // the labels of those steps of Drawn that only let clients in

	Undrawn string // which clients Drawn leaves out, in words; empty: none
}

// Seeded names one run of a crowd in the simulator.
type Seeded struct {
	Of      string `json:"of,omitempty"` // the server's folder in the kit; empty: the reference
	Seed    uint64 `json:"seed"`
	Clients int    `json:"clients,omitempty"` // 0: as the seed says
	Profile string `json:"profile,omitempty"` // empty: as the seed says
}

// A Hunter runs the server under test in the simulator. The error is an Unsupported if
// that server can't run there, a BadOps if Ops are wrong, and otherwise a
// *program.Trouble.
type Hunter func(ctx context.Context, h Hunt) (Hunted, error)

// Unsupported says why something can't be asked of the server under test.
type Unsupported string

func (u Unsupported) Error() string { return string(u) }

// BadOps says what is wrong with the events that a scenario lists.
type BadOps string

func (b BadOps) Error() string { return string(b) }

// hunt runs the server under test in the simulator.
func (s *session) hunt(h Hunt) (Hunted, error) {
	if s.hunter == nil {
		return Hunted{}, Unsupported("there is no simulator here")
	}
	found, err := s.hunter(s.ctx, h)
	if bad := BadOps(""); errors.As(err, &bad) {
		return found, usagef("the operations: %s", bad)
	}
	return found, err
}
