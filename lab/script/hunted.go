package script

import (
	"context"
	"errors"
	"time"

	"chatlab/lab/rule"
	"chatlab/lab/trace"
)

// A Hunt is what a scenario asks of the simulator: that the server under test
// keeps all rules with a crowd that follows from a seed, for so many seeds, or
// with what the scenario says that happens.
type Hunt struct {
	Seeds      int           // how many, from 1 on
	Clients    int           // in the crowd; 0: as each seed says
	Profile    string        // of the network; empty: as each seed says
	Lesson     int           // by the rules of lessons before this one it is judged; 0: by all
	GoneWithin time.Duration // how soon it must be told that a host has vanished; 0: at some time
	Stays      []string      // who must not be cut off

	Ops string // what happens, a line for each thing, instead of what the seeds say; empty: that
}

// Hunted is what came of it.
type Hunted struct {
	Detail string          // what was done, in words
	Broken *rule.Violation // where a rule is broken, of the first seed that breaks one; nil: none is
	Run    *Seeded         // the run that breaks it, if the command line reaches it
	Log    trace.Log       // what happened about then
}

// Seeded names one run of a crowd in the simulator.
type Seeded struct {
	Of      string `json:"of,omitempty"` // the server's folder in the kit; empty: the reference
	Seed    uint64 `json:"seed"`
	Clients int    `json:"clients,omitempty"` // 0: as the seed says
	Profile string `json:"profile,omitempty"` // empty: as the seed says
}

// A Hunter runs the server under test in the simulator. The error is an
// Unsupported where that can't be, a BadOps if Ops are wrong, a
// *program.Trouble where something else went wrong.
type Hunter func(ctx context.Context, h Hunt) (Hunted, error)

// Unsupported says why something can't be asked of the server under test.
type Unsupported string

func (u Unsupported) Error() string { return string(u) }

// BadOps says what is wrong with what a scenario says that happens.
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
