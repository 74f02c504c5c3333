// Package script is the language of scenarios: plain text files, run by
// testscript with commands of our own. A scenario starts a server, lets
// clients do things to it that TCP allows, and says what must come of it.
//
// It does not know lessons, reports or which server is tested: it is given a
// World and returns an Outcome.
//
//   - script.go: Outcome, Step and Run
//   - scenario.go: reading a scenario, and what is wrong with it; rehearse.go: what is
//     wrong with the arguments of its steps; cast.go: what is wrong with a step after
//     those before it; carried.go: the files in it
//   - command.go: what a command is, and the table of all of them; usage.go: what
//     is wrong with the arguments of one; suggest.go: which one was meant
//   - cmd_*.go: one command each. Copy cmd_say.go to add one
//   - session.go: the state of one run, which commands share; step.go: the record
//     of a step; atonce.go: several things at the same moment
//   - client.go: a client that writes, reads and waits; freeze.go: one that does
//     not read
//   - lines.go: what a client received, cut and told apart; presence.go: how the
//     room knows it
//   - failure.go: an expectation that was not met, with its evidence; symptom.go:
//     what it looks like; saying.go: what somebody has written, compared with what
//     was heard of it
//   - unconnected.go, unheard.go, untold.go, unclosed.go: what explains that a
//     connection, a line, an answer or an end did not come; emptywait.go: what the server
//     did meanwhile
//   - secure.go: TLS between the clients and the server
//   - secret.go: passwords, which are to be seen nowhere
//   - hunted.go: what a scenario asks of the simulator
//   - rules.go: holding package rule's rules against the run
//   - world.go: the seam to the outside; loopback.go: the real outside; path.go:
//     its paths that misbehave
//   - simulatedworld_test.go: another outside, in virtual time, against which the
//     tests hold the real one
//   - patience.go: how long a step waits, and what does not count; simultaneous.go:
//     that things happened at the same moment
//   - listener.go: who hears each line of a flood
//   - floodline.go: the numbered lines of a flood; owed.go: a flood until enough of it
//     waits in the server
//   - stock.go: what people say to try a server
//   - engine.go: the adapter to testscript
//   - setting.go: what a scenario may ask a server to have in another way than usual;
//     slow.go: on a slow machine
//   - text.go: escapes and generated texts; page.go: docs/commands.md
//
// Waiting is always for an event, never for a time: an expectation waits until
// it holds, or until its limit passes. The one pause is the pacing of send.
package script

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/program"
	"chatlab/lab/trace"
)

// A Verdict is what a run of a scenario says about the server.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Failed  Verdict = "failed"  // the server did not do what the scenario expects
	Trouble Verdict = "trouble" // it could not be judged: no fault of its answers
	Skipped Verdict = "skipped" // it was not asked: the server does not promise that
)

// A Step is one command of a scenario, and how it went.
type Step struct {
	Number int           `json:"number"`           // in the story, from 1; 0 for clause, which does nothing
	Line   int           `json:"line"`             // in the file, from 1
	Source string        `json:"source"`           // as written, without comment
	Ran    bool          `json:"ran"`              // false: never reached
	OK     bool          `json:"ok"`               // it did what it says
	Detail string        `json:"detail,omitempty"` // what else there is to say about it, one line
	At     time.Duration `json:"at_ns"`            // when it began, on the time line of the trace
	Took   time.Duration `json:"took_ns"`

	command string
}

// An Outcome is one run of one scenario.
type Outcome struct {
	Verdict     Verdict
	Steps       []Step
	Failure     *Failure // with Failed
	Trouble     *program.Trouble
	Why         string // with Skipped
	Log         trace.Log
	Output      string // the last of what the server printed up to the last step
	AtEnd       string // the same, once it had been stopped
	Took        time.Duration
	LeftRunning []string // what of the server could not be ended
	Retry       bool     // the machine was in the way, and another run may come about, or end in another way
}

// Failing returns the step that did not do what it says, or nil.
func (o Outcome) Failing() *Step {
	for i := range o.Steps {
		if o.Steps[i].Ran && !o.Steps[i].OK {
			return &o.Steps[i]
		}
	}
	return nil
}

// Options are how to run a scenario. The zero value is usable.
type Options struct {
	Slow    float64          // stretches every limit; 0 means 1
	Seed    uint64           // of what steps draw by chance: the same with the same seed
	Dialect *dialect.Dialect // how the server words things; nil means as the protocol does
	Hunter  Hunter           // runs the server in the simulator; nil: nothing can
}

// Run runs a scenario in a world. When it returns, its clients and its server
// are gone. Canceling ctx ends it soon, with a Trouble that says so.
//
// A scenario that asks for what the server does not promise is not run at all.
func Run(ctx context.Context, sc Scenario, world World, opts Options) Outcome {
	if sc.Mistake != nil {
		return Outcome{Verdict: Trouble, Trouble: &program.Trouble{What: sc.Mistake.Error(), Tried: "reading the scenario"}}
	}
	if opts.Dialect != nil {
		if why := opts.Dialect.Lacks(sc.Clauses, sc.Needs); why != "" {
			return Outcome{Verdict: Skipped, Why: why}
		}
	}
	began := time.Now()
	s := newSession(ctx, sc, world, opts)
	defer s.cancel()
	err := s.play()
	if err == nil {
		err = s.lastStep()
	}
	err = s.blamed(err)
	out := Outcome{Steps: s.steps, Output: world.Output()}
	out.Verdict, out.Failure, out.Trouble = s.judge(err)
	var other *unproven
	unproven := errors.As(err, &other) && out.Trouble == &other.trouble // and nothing that comes first
	out.Retry = unproven || out.Verdict == Failed && s.disturbed()
	out.Log = s.recorder.Log() // before our own clean-up leaves traces
	if s.simulated != nil {
		out.Log = *s.simulated
	}
	if not := Unsupported(""); errors.As(err, &not) {
		out.Why = not.Error()
	}
	s.end()
	out.AtEnd, out.LeftRunning = world.Output(), world.LeftRunning()
	out.Took = time.Since(began)
	return out.withoutSecrets(sc.secrets())
}

// How late the kit may be before a failure may be its own.
const (
	// kitStopped is later than load makes it: it was stopped, or asleep.
	kitStopped = 900 * time.Millisecond

	// kitLate is as long as servers wait, at the least, before they take one who
	// reads nothing for too slow: the reference looks after 250 ms.
	kitLate = 200 * time.Millisecond

	// hurriedLost is a part of the shortest time that a server gives its clients in
	// a scenario. The server counts it by the clock, lost or not.
	hurriedLost = 200 * time.Millisecond
)

// disturbed reports whether the machine may have had a part in a failure: the kit
// read too late; or time was lost in which a server that gives its clients little time
// did not get a processor, or while a client was frozen for so long that it might be
// cut off.
func (s *session) disturbed() bool {
	counted := s.hadLongFrozen() || s.scenario.hurries() // some time counted that the machine may have taken
	return s.world.KitLate() > kitLate || counted && s.world.Lost() > hurriedLost
}

// blamed returns what ended the run. A failure that may be the machine's fault and
// not the server's is none.
func (s *session) blamed(err error) error {
	why := ""
	switch late := s.world.KitLate(); {
	case !errors.As(err, new(*Failure)):
		return err
	case late > kitStopped:
		why = fmt.Sprintf("the kit itself was stopped for %.1f s while the scenario ran, and a step failed", late.Seconds())
	case s.exhausted.Load():
		why = "the machine was so busy that the server and the kit hardly ran, and a step failed: close other programs, or try --slow 3"
	default:
		return err
	}
	return &unproven{program.Trouble{What: why, Tried: s.scenario.ID()}}
}

// judge sorts what ended the run into the verdicts.
func (s *session) judge(err error) (Verdict, *Failure, *program.Trouble) {
	var failure *Failure
	var trouble *program.Trouble
	var not Unsupported
	var other *unproven
	switch {
	case s.ctx.Err() != nil:
		return Trouble, nil, &program.Trouble{Kind: program.Interrupted, What: "it was interrupted", Tried: s.scenario.ID()}
	case s.world.Trouble() != nil:
		return Trouble, nil, s.world.Trouble()
	case err == nil:
		return Passed, nil, nil
	case errors.As(err, &other):
		return Trouble, nil, &other.trouble
	case errors.As(err, &failure):
		return Failed, failure, nil
	case errors.As(err, &not):
		return Skipped, nil, nil
	case errors.As(err, &trouble):
		return Trouble, nil, trouble
	}
	return Trouble, nil, &program.Trouble{What: err.Error(), Tried: fmt.Sprintf("the scenario %s", s.scenario.ID())}
}
