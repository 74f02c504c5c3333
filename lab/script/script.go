// Package script is the language of scenarios. A scenario is a plain text file. It starts
// a server, lets clients do things that TCP allows, and says what must happen. The package
// testscript runs it, with commands of our own.
//
// Package script knows no reports, and does not know which server is tested. Of lessons it
// knows only the symptoms, which choose a hint. It gets a World and returns an Outcome.
//
//   - script.go: Outcome, Step and Run
//   - scenario.go: reading a scenario, and its mistakes; rehearse.go: mistakes in the
//     arguments of steps; cast.go: a step that does not fit the steps before it;
//     carried.go: the files that a scenario carries
//   - command.go: what a command is, and the table of all of them; usage.go: mistakes in
//     the arguments of one; suggest.go: which command a misspelt word may mean
//   - cmd_*.go: one command each. Copy cmd_say.go to add one
//   - session.go: the state of one run, which commands share; byname.go: its clients, by
//     their names; step.go: the record of a step; atonce.go: several things at the same moment
//   - client.go: a client that writes, reads and waits; entry.go: how it gets into the room;
//     received.go: how much it takes; freeze.go: a client that does not read
//   - lines.go: the lines that a client received, and what each is; presence.go: how the
//     room knows a client
//   - failure.go: an expectation that was not met, with its evidence; symptom.go:
//     what it looks like; sighting.go: where the record shows it; remarks.go: what it
//     says about earlier moments; lacking.go: what did not come; like.go: a pattern in
//     words; saying.go: what a client sent, compared with what others heard; misformed.go:
//     a line that was meant, in another form
//   - arrival.go: when a wrong line came; others.go: what came to other clients
//   - unconnected.go, unheard.go, untold.go, unclosed.go: why a connection, a line, an
//     answer or an end may not have come; emptywait.go: what the server did meanwhile
//   - secure.go: TLS between the clients and the server
//   - secret.go: passwords, which must not be seen anywhere
//   - asks.go: the clauses that the steps of a scenario ask for, and the features that they
//     need; noanswer.go: a server that does not answer a name
//   - hunted.go: what a scenario asks of the simulator
//   - rules.go: checking the run against the rules of package rule
//   - world.go: the interface to the outside; loopback.go: the real outside;
//     loopbackkernel.go: what the kernel knows about it; path.go:
//     its paths with faults; resetcall.go, resetcall_*.go: a
//     connection that is reset at once
//   - simulatedworld_test.go: another outside, in virtual time; the tests compare the real
//     one with it
//   - patience.go: how long a step waits, and which time does not count;
//     simultaneous.go: proof that things happened at the same moment
//   - listener.go: a client that must hear each line of a flood
//   - longline.go: how long a line may be; floodline.go: the numbered lines of a flood;
//     owed.go: a flood until enough of it waits in the server; held.go: what waits, for the record
//   - stock.go: texts that clients say to try a server
//   - engine.go: the adapter to testscript
//   - setting.go: settings that a scenario may ask a server to change; slow.go: longer
//     times for a slow machine
//   - text.go: escapes and generated texts; page.go: docs/commands.md
//   - cost.go: how much a scenario asks for, and which features there are
//
// A step always waits for an event, never for a time. An expectation waits until it holds,
// or until its limit passes. The one pause is the pacing of send.
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
	Trouble Verdict = "trouble" // it could not be judged, and its answers are not to blame
	Skipped Verdict = "skipped" // it was not run: the server does not promise that
)

// A Step is one command of a scenario, and how it went.
type Step struct {
	Number int           `json:"number"`           // in the story, from 1; 0 for clause, which does nothing
	Line   int           `json:"line"`             // in the file, from 1
	Source string        `json:"source"`           // as in the file, without comment
	Ran    bool          `json:"ran"`              // false: never reached
	OK     bool          `json:"ok"`               // it did what it says
	Detail string        `json:"detail,omitempty"` // more about it, one line
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
	Mistake     *Mistake // with Trouble: the scenario is wrong, which showed only when it ran
	Why         string   // with Skipped
	Log         trace.Log
	Drawn       trace.Log // what a picture shows, if it is not Log
	SetUp       []string  // the labels of those steps of Drawn that only let clients in
	Undrawn     string    // which clients Drawn leaves out, in words; empty: none
	Output      string    // the last part of what the server printed, up to the last step
	AtEnd       string    // the same, after it was stopped
	Took        time.Duration
	LeftRunning []string // what the server left running, and the kit could not end
	Retry       bool     // the machine disturbed the run, and another run may end differently
}

// Failing returns the step that ran and failed, or nil.
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
	Seed    uint64           // the random seed: with the same seed, steps draw the same
	Dialect *dialect.Dialect // how the server words its lines; nil means as in the protocol
	Hunter  Hunter           // runs the server in the simulator; nil means that nothing can
}

// Run runs a scenario in a world. When it returns, its clients and its server are gone.
// Canceling ctx ends it soon, with a Trouble that says so.
//
// Run skips a scenario that asks for something the server does not promise.
func Run(ctx context.Context, sc Scenario, world World, opts Options) Outcome {
	if sc.Mistake != nil {
		return Outcome{Verdict: Trouble, Trouble: &program.Trouble{What: sc.Mistake.Error(), Tried: "reading the scenario"}}
	}
	if opts.Dialect != nil {
		if why := opts.Dialect.Lacks(sc.Asks(), sc.Requires()); why != "" {
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
	errors.As(err, &out.Mistake)
	var other *unproven
	unproven := errors.As(err, &other) && out.Trouble == &other.trouble // and judge found no other trouble first
	out.Retry = unproven || out.Verdict == Failed && s.disturbed() || out.Verdict == Passed && s.paused.Load()
	out.Log = s.recorder.Log() // before our own clean-up leaves traces
	if s.simulated != nil {
		out.Log, out.Drawn, out.SetUp, out.Undrawn = s.simulated.Log, s.simulated.Drawn, s.simulated.SetUp, s.simulated.Undrawn
	}
	if not := Unsupported(""); errors.As(err, &not) {
		out.Why = not.Error()
	}
	s.end()
	out.AtEnd, out.LeftRunning = world.Output(), world.LeftRunning()
	out.Took = time.Since(began)
	return out.withoutSecrets(sc.secrets())
}

// How late the kit may be before a failure may be its own fault.
const (
	// kitStopped is longer than load delays the kit: it was stopped, or the machine slept.
	kitStopped = 900 * time.Millisecond

	// kitLate is the shortest time after which a server may cut off a client that reads
	// nothing. The reference looks after 250 ms.
	kitLate = 200 * time.Millisecond

	// hurriedLost is a part of the shortest time that a server gives its clients in a
	// scenario. The server's clock also counts time in which it did not run.
	hurriedLost = 200 * time.Millisecond
)

// disturbed reports whether the machine may have caused a failure. Either the kit read too
// late, or the server got no processor while a time counted. That may be a short time that
// the server gives its clients. Or a client was frozen so long that the server might cut
// it off.
func (s *session) disturbed() bool {
	counted := s.hadLongFrozen() || s.scenario.hurries() // a time counted in which the server may not have run
	return s.world.KitLate() > kitLate || counted && s.world.Lost() > hurriedLost
}

// blamed returns what ended the run. A failure that may be the machine's fault becomes
// trouble.
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

// judge turns what ended the run into a verdict.
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
