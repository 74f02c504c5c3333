package hunt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

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
	before []Case        // the runs it has made
	took   time.Duration // for all of them together
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

// run makes a run. If good is false, the worker can't make another one.
func (w *worker) run(ctx context.Context, c Case) (o Outcome, good bool, err error) {
	stopKilling := context.AfterFunc(ctx, w.Kill)
	defer stopKilling()
	limit := time.AfterFunc(runTime, w.Kill)
	defer limit.Stop()
	var answer reply
	err = json.NewEncoder(w.In).Encode(c)
	if err == nil {
		err = json.NewDecoder(w.Out).Decode(&answer)
	}
	switch {
	case ctx.Err() != nil:
		return o, false, ctx.Err()
	case err != nil && !limit.Stop():
		return o, false, &program.Trouble{What: fmt.Sprintf("a run did not end in %v of real time", runTime), Tried: "the simulator"}
	case err != nil:
		o, err = crashed(w.Await())
		return o, false, err
	case answer.Error != "":
		return o, false, errors.New(answer.Error)
	}
	killed := !limit.Stop() || !stopKilling() // or just now
	return answer.Outcome, !answer.Outcome.Lost && !killed, nil
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
	return &worker{Worker: w}, err
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
var crash = regexp.MustCompile(`(?m)^(panic: |fatal error: |WARNING: (DATA RACE))(.*)$`)

// crashed reads the last output of a process that should not have ended.
func crashed(words string, status int) (Outcome, error) {
	found := crash.FindStringSubmatchIndex(words)
	if found == nil && status > 0 { // such as log.Fatal
		o := died(fmt.Sprintf("it ended its own process, with exit status %d", status))
		o.Words = words
		return o, nil
	}
	if found == nil {
		return Outcome{}, &program.Trouble{What: "a run ended its process, for a reason that can't be seen", Tried: "the simulator", Output: words}
	}
	what := words[found[0]:found[1]]
	if found[4] >= 0 {
		what = "the race detector has seen a data race"
	}
	o := died(strings.TrimSpace(what))
	o.Words = words[found[0]:]
	return o, nil
}
