// Package hunt looks for rare bugs. It runs a server in a simulated network (package
// sim), with a crowd of clients drawn from a seed. It checks the rules (package rule)
// against what happened. It shrinks each finding to a small story: few operations, a
// rule, a picture.
//
// It tests a Go function serve(ctx, net.Listener). It does not test a server that is a
// program, in whatever language: scenarios test that over loopback.
//
//   - hunt.go: Serve and Case, the input of a run
//   - op.go: Op, one thing that will happen; optext.go: ops in files
//   - workload.go: the list of ops that a seed gives
//   - run.go: Run, one run; director.go: how it makes the ops happen; say.go: what its clients say
//   - seen.go: what was observed of a run, and the judgement of it; untaken.go: of whose
//     words the server has not read all; proof.go: whether it was observed in that run
//   - watchdog.go: notices that virtual time stands still; stack.go: what the runtime
//     tells about goroutines; locks.go: who holds the lock that others wait for
//   - hash.go: when two runs were the same
//   - work.go: Work, runs for another process; pool.go: Pool, the side of that process;
//     reply.go: what the one says to the other; syscalls.go: what the server did, in binary form
//   - search.go: Search: many seeds, up to the first that breaks a rule
//   - shrink.go: the fewest ops that still break it
//   - finding.go: Finding, all that is known about one seed; story.go: the part of
//     its trace that is told; picture.go: the same for a picture, with the ops as steps;
//     closest.go: whom both show; share.go: which op caused what; caption.go: what is said
//     about it in words
//
// # Who judges
//
// A server runs in the process that simulates the network, and may be a stranger's. So that
// process only says what it has observed, and the other judges it. What can't have been
// observed in the run that was asked for is a *program.Trouble of kind Forged. To know, the other
// makes the run again, with the server's system calls in place of the server. A hand-in that brings
// a right server beside its own is not found out.
//
// # What can be trusted
//
// The trace proves that a seed broke a rule. It is shown even if the rule holds when
// the seed runs again. A run can be repeated if the server does not depend on which of
// its goroutines runs first (package sim). Each finding is run ten times, and tells how
// often it was the same.
package hunt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"chatlab/lab/sim"
)

// A Serve is the server to test. It serves on ln until ctx is done, and returns when
// nothing that it started is left running.
type Serve func(ctx context.Context, ln net.Listener) error

// A Case describes a run: everything else follows from it.
type Case struct {
	Seed    uint64 `json:"seed"`              // for what the crowd does and for the chance of paths
	Clients int    `json:"clients,omitempty"` // in the crowd; 0: the seed decides, from 3 to 12
	Profile string `json:"profile,omitempty"` // of all paths but the observer's and the newcomer's; empty: the seed decides
	Only    []int  `json:"only,omitempty"`    // the numbers of the ops that happen; nil: all
	Ops     []Op   `json:"ops,omitempty"`     // the ops that happen, in order of time; nil: those of the seed

	GoneWithin time.Duration `json:"gone_within_ns,omitempty"` // how soon the server must announce a vanished host; 0: any time
	Stays      []string      `json:"stays,omitempty"`          // clients that must not be cut off, whatever happens to their paths

	Lesson int    `json:"lesson,omitempty"` // judge by the rules that earlier lessons teach; 0: by all
	Before []Case `json:"before,omitempty"` // runs to make first in the same process: what they leave behind may matter
	Loose  bool   `json:"loose,omitempty"`  // ops due at about the same time happen at once, for the race detector
	Words  string `json:"words,omitempty"`  // the letters that fill long lines; empty: all are x
	Proof  bool   `json:"proof,omitempty"`  // the worker may be a stranger's, so its record needs a proof; not with Loose
	Trace  string `json:"trace,omitempty"`  // record also what clients do and see, for pictures, and write that into this file as it grows
}

// full returns the case with all that its seed decides, and its profile.
func (c Case) full() (Case, sim.Profile, error) {
	if c.Proof && c.Loose {
		return c, sim.Profile{}, errors.New("hunt: a loose run can't be made again, so it has no proof")
	}
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

// Full returns the case with its crowd, profile and ops filled in. The error is about a
// profile or an op that does not exist.
func (c Case) Full() (Case, error) {
	c, _, err := c.full()
	return c, err
}
