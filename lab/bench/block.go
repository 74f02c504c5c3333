package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatlab/lab/program"
)

// blockMemory limits the memory of a command, in bytes. It must be enough to build Go code.
const blockMemory = 4 << 30

// blockTime is how long a command on a page may take. A search with the simulator takes longest.
const blockTime = 15 * time.Minute

// A block is a command of a page that was run here.
type block struct {
	output string
	end    string // how it ended; empty: it still runs
	stop   context.CancelFunc
}

// run starts a command of the page, unless it runs already.
func (r *room) run(n int, command program.Command) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last := r.blocks[n]; last != nil && last.end == "" {
		return
	}
	ctx, stop := context.WithTimeout(r.bench.ctx, blockTime)
	bl := &block{stop: stop}
	r.blocks[n] = bl
	r.bench.work.Go(func() {
		defer stop()
		r.follow(ctx, n, bl, command)
	})
}

// follow runs a command to its end, and shows what it prints meanwhile.
func (r *room) follow(ctx context.Context, n int, bl *block, command program.Command) {
	part := fmt.Sprintf("output-%d", n)
	show := func(output, end string) {
		r.mu.Lock()
		bl.output, bl.end = output, end
		r.mu.Unlock()
		r.ring(part)
	}
	show("", "")
	p, err := program.Run(context.WithoutCancel(ctx), command, program.Options{Memory: blockMemory})
	if err != nil {
		show("", err.Error())
		return
	}
	defer p.Stop()
	p.EndInput()
	for seen := ""; ; {
		more := p.AwaitOutput(ctx, func(text string) bool { return text != seen })
		if seen = p.Output(); !more {
			break
		}
		show(seen, "")
	}
	if p.AwaitEnd(ctx); ctx.Err() != nil {
		p.Stop() // as Ctrl-C does: a command of lab then removes its folders, and ends its servers
	}
	how, ended := p.Ended()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		how = fmt.Sprintf("stopped: it took longer than %v", blockTime)
	case ctx.Err() != nil:
		how = "stopped"
	case !ended:
		how = "not ended"
	}
	show(p.Output(), how)
	r.ring("state", "guess", "scenarios") // it may have made a copy
}

// halt stops a command of the page, if it runs.
func (r *room) halt(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if bl := r.blocks[n]; bl != nil {
		bl.stop()
	}
}
