// Package hunt looks for rare bugs. It lets a server run in a simulated network
// (package sim) with a crowd whose doings are drawn from a seed, holds the
// rules (package rule) against what happened, and makes of what it finds the
// smallest story that it can: few operations, a rule, a picture.
//
// It tests what a Go function serve(ctx, net.Listener) does. A server that is a
// program, in whatever language, is tested by scenarios over loopback.
//
//   - op.go: Op, one thing that is to happen
//   - workload.go: Ops, the list that a seed gives
//   - run.go: Run, one run; director.go: how it lets the ops happen
//   - watch.go: what is done about a server that lets time stand still
//   - hash.go: when two runs were the same
//
// # What may be trusted
//
// Of a seed that breaks a rule the trace is the proof: it is shown, whatever
// comes of running the seed again. A run is the same each time where the server
// does not depend on which of its goroutines runs first (package sim); how
// often it was, of ten, is measured for each finding, and told.
package hunt

import (
	"context"
	"net"

	"chatlab/lab/sim"
)

// A Serve is the server to test: it serves on ln until ctx is done, and returns
// when nothing that it started is left running.
type Serve func(ctx context.Context, ln net.Listener) error

// A Case is a run to make. Its zero value is a run without anybody.
type Case struct {
	Seed    uint64      // of what paths leave to chance
	Profile sim.Profile // of everybody's path but the observer's
	Ops     []Op        // in order of time
	Loose   bool        // what is due at about the same time happens at once: for the race detector

	// BothEnds records what clients do and see as well as what happens at the
	// server's host: for pictures.
	BothEnds bool
}

// Draw returns the case of a seed.
func Draw(seed uint64, clients int, profile sim.Profile) Case {
	return Case{Seed: seed, Profile: profile, Ops: Ops(seed, clients)}
}

// Only returns the case with no other ops than those.
func (c Case) Only(numbers []int) Case {
	wanted := make(map[int]bool)
	for _, n := range numbers {
		wanted[n] = true
	}
	var ops []Op
	for _, op := range c.Ops {
		if wanted[op.Number] {
			ops = append(ops, op)
		}
	}
	c.Ops = ops
	return c
}

// Numbers are those of the case's ops.
func (c Case) Numbers() []int {
	var numbers []int
	for _, op := range c.Ops {
		numbers = append(numbers, op.Number)
	}
	return numbers
}
