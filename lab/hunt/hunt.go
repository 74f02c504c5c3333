// Package hunt looks for rare bugs. It lets a server run in a simulated network
// (package sim) with a crowd whose doings are drawn from a seed, holds the
// rules (package rule) against what happened, and makes of what it finds the
// smallest story that it can: few operations, a rule, a picture.
//
// It tests what a Go function serve(ctx, net.Listener) does. A server that is a
// program, in whatever language, is tested by scenarios over loopback.
//
//   - hunt.go: Serve and Case, what a run is made of
//   - op.go: Op, one thing that is to happen; optext.go: ops in files
//   - workload.go: the list of ops that a seed gives
//   - run.go: Run, one run; director.go: how it lets the ops happen
//   - watchdog.go: what is done about a server that lets time stand still; stack.go: what
//     the runtime tells about goroutines; locks.go: who holds the lock that others wait for
//   - hash.go: when two runs were the same
//   - work.go: Work, runs on behalf of another process; pool.go: Pool, that
//     other process's side
//   - search.go: Search: many seeds, up to the first that breaks a rule
//   - shrink.go: the fewest ops that still break it
//   - finding.go: Finding, all of that about one seed; story.go: the part of its
//     trace that is told
//
// # What may be trusted
//
// Of a seed that breaks a rule the trace is the proof: it is shown, whatever
// comes of running the seed again. A run is the same each time where the server
// does not depend on which of its goroutines runs first (package sim); how
// often it was, of ten, is measured for each finding, and told.
package hunt

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"time"

	"chatlab/lab/sim"
)

// A Serve is the server to test: it serves on ln until ctx is done, and returns
// when nothing that it started is left running.
type Serve func(ctx context.Context, ln net.Listener) error

// A Case is a run to make, in few words: all else follows from them.
type Case struct {
	Seed    uint64 `json:"seed"`              // of what the crowd does, and of what paths leave to chance
	Clients int    `json:"clients,omitempty"` // in the crowd; 0: as many as the seed says, 3 to 12
	Profile string `json:"profile,omitempty"` // of everybody's path but the observer's; empty: which the seed says
	Only    []int  `json:"only,omitempty"`    // the numbers of the ops that happen; nil: all of them
	Ops     []Op   `json:"ops,omitempty"`     // those that happen, in order of time, instead of those of the seed

	GoneWithin time.Duration `json:"gone_within_ns,omitempty"` // how soon it must be told that a host has vanished; 0: at some time
	Stays      []string      `json:"stays,omitempty"`          // who must not be cut off, whatever happens to their paths

	Lesson int    `json:"lesson,omitempty"` // it is judged by the rules that earlier lessons teach; 0: by all
	Before []Case `json:"before,omitempty"` // runs to make first, in the same process: what they leave behind may matter
	Loose  bool   `json:"loose,omitempty"`  // what is due at about the same time happens at once: for the race detector
	Trace  string `json:"trace,omitempty"`  // a file for the trace, with what clients do and see as well: for pictures
}

// full returns the case with all that follows from its seed filled in.
func (c Case) full() (Case, sim.Profile, error) {
	drawn := draw(c.Seed, c.Clients)
	if c.Profile == "" {
		c.Profile = drawn.profile
	}
	if c.Ops != nil {
		c.Clients = cmp.Or(c.Clients, len(byClient(c.Ops)))
	} else {
		c.Clients, c.Ops = drawn.clients, drawn.ops
		for _, number := range c.Only {
			if number < 1 || number > len(c.Ops) {
				return c, sim.Profile{}, fmt.Errorf("seed %d with %d clients has the operations 1 to %d, and not %d", c.Seed, c.Clients, len(c.Ops), number)
			}
		}
		if c.Only != nil {
			c.Ops = slices.DeleteFunc(c.Ops, func(op Op) bool { return !slices.Contains(c.Only, op.Number) })
		}
	}
	profile, err := sim.FindProfile(c.Profile)
	return c, profile, err
}

// Full is the case with its crowd, its profile and its ops spelled out. The
// error is about a profile, or an operation, that there is not.
func (c Case) Full() (Case, error) {
	c, _, err := c.full()
	return c, err
}
