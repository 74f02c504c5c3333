package hunt

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/program"
	"chatlab/lab/rule"
	"chatlab/server/settings"
)

// Runs makes a run, in this process or in one of a Pool. The error means that the run
// could not be made. What the server does is in the Outcome.
type Runs func(context.Context, Case) (Outcome, error)

// Here makes runs in this process. A server that panics ends it.
func Here(serve Serve) Runs {
	return func(ctx context.Context, c Case) (Outcome, error) {
		if ctx.Err() != nil {
			return Outcome{}, ctx.Err()
		}
		return Run(serve, c)
	}
}

// runTime is how long a run may take in real time before its process is killed. It
// leaves the watchdog in that process enough time to report.
const runTime = 3 * spins

// A Pool makes runs in other processes, as many at once as the caller asks for. A
// server that panics or never ends harms nothing else.
type Pool struct {
	ctx     context.Context // for the processes
	command program.Command
	env     []string

	mu   sync.Mutex // guards idle
	idle []*worker
}

// A worker is a process that makes one run after the other.
type worker struct {
	*program.Worker
	answers *answers
	before  []Case        // the runs it has made
	took    time.Duration // for all of them together
}

// mostBefore is how long all runs of a worker may take together, in real time. Then the
// worker ends, so that its runs can be repeated in time.
const mostBefore = time.Minute

// NewPool returns a pool of processes that call Work. env is added to their
// environment. They end with ctx at the latest.
func NewPool(ctx context.Context, command program.Command, env ...string) *Pool {
	return &Pool{ctx: ctx, command: command, env: env}
}

// Run makes a run in one of the pool's processes. The outcome lists the runs which that
// process made before.
func (p *Pool) Run(ctx context.Context, c Case) (Outcome, error) {
	w, err := p.take()
	if err != nil {
		return Outcome{}, err
	}
	before, began := w.before, time.Now()
	o, good, err := w.run(ctx, c)
	o.Before = slices.Clip(before)
	if w.took += time.Since(began); w.took > mostBefore {
		good = false
	}
	if !good {
		w.End()
		return o, err
	}
	w.before = append(w.before, c)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, w)
	return o, err
}

// Fresh makes a run in a process of its own.
func (p *Pool) Fresh(ctx context.Context, c Case) (Outcome, error) {
	w, err := p.start()
	if err != nil {
		return Outcome{}, err
	}
	defer w.End()
	o, _, err := w.run(ctx, c)
	return o, err
}

// run makes a run and judges it. If good is false, the worker can't make another one.
func (w *worker) run(ctx context.Context, c Case) (o Outcome, good bool, err error) {
	stopKilling := context.AfterFunc(ctx, w.Kill)
	defer stopKilling()
	limit := time.AfterFunc(runTime, w.Kill)
	defer limit.Stop()
	s, err := w.ask(c)
	words, status := "", 0
	if err == io.EOF { // it ends, or it has closed its output
		words, status = w.Await()
	}
	killed := !limit.Stop()
	bad := badReply("")
	switch {
	case ctx.Err() != nil:
		return o, false, ctx.Err()
	case err != nil && killed:
		return o, false, &program.Trouble{Kind: program.OverLimit, What: fmt.Sprintf("a run did not end in %v of real time", runTime), Tried: simulator}
	case err == io.EOF:
		o, err = crashed(words, status)
		return o, false, err
	case err == nil:
		o, err = s.judged(ctx, c)
	}
	switch {
	case errors.As(err, &bad):
		return o, false, &program.Trouble{Kind: program.Forged, What: "what the simulator of the program answered can't be believed: " + bad.Error(), Tried: simulator}
	case errors.Is(err, errTooLong):
		return o, false, &program.Trouble{Kind: program.OverLimit, What: "the record of a run is longer than any that such a crowd can have", Tried: simulator}
	case errors.Is(err, errTooSlow):
		return o, false, &program.Trouble{Kind: program.OverLimit, What: err.Error(), Tried: simulator}
	}
	return o, err == nil && !o.Lost && !killed && stopKilling(), err
}

// simulator is what stories call this package.
const simulator = "the simulator"

// ask has a run made. The error is io.EOF if the worker says nothing more. It is a badReply or
// errTooLong if the answer is wrong, and otherwise what the worker says about the case.
func (w *worker) ask(c Case) (seen, error) {
	q := request{Token: rand.Text(), Case: c}
	full, err := c.Full()
	if err != nil {
		return seen{}, err
	}
	if json.NewEncoder(w.In).Encode(q) != nil {
		return seen{}, io.EOF
	}
	r, err := w.answers.receive(q, full.mostBytes())
	if err == nil && r.Error != "" {
		err = errors.New(r.Error)
	}
	return r.Seen, err
}

// take returns an idle process, or starts one.
func (p *Pool) take() (*worker, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := len(p.idle) - 1; last >= 0 {
		w := p.idle[last]
		p.idle = p.idle[:last]
		return w, nil
	}
	return p.start()
}

func (p *Pool) start() (*worker, error) {
	w, err := program.StartWorker(p.ctx, p.command, settings.Variables, p.env...)
	if err != nil {
		return nil, err
	}
	return &worker{Worker: w, answers: newAnswers(w.Out)}, nil
}

// Close ends the processes. No run may be under way.
func (p *Pool) Close() {
	for _, w := range p.idle {
		w.End()
	}
	p.idle = nil
}

// died returns the outcome of a run that ended the server's process.
func died(how string) Outcome {
	_, broken := rule.Judge(rule.Record{Observer: observer, Died: how}, allRules)
	return Outcome{Broken: broken, Lost: true, Hash: "died"}
}

// crash finds why a Go program ended, in its output.
var crash = lazyregexp.New(`(?m)^(panic: |fatal error: |WARNING: (DATA RACE))(.*)$`)

// crashed reads the last output of a process that should not have ended.
func crashed(words string, status int) (Outcome, error) {
	found := crash().FindStringSubmatchIndex(words)
	if found == nil && status >= 0 { // such as log.Fatal
		o := died(fmt.Sprintf("it ended its own process, with exit status %d", status))
		o.Words = words
		return o, nil
	}
	if found == nil {
		return Outcome{}, &program.Trouble{Kind: program.OverLimit, What: "the process of a run was killed, perhaps since it took too much memory", Tried: simulator, Output: words}
	}
	what := words[found[0]:found[1]]
	if found[4] >= 0 {
		what = "the race detector has seen a data race"
	}
	o := died(strings.TrimSpace(what))
	o.Words = words[found[0]:]
	return o, nil
}
