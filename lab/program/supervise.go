package program

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// unwaited are the ids of processes that were started here, and whose exit status nobody has
// taken.
var unwaited sync.Map

// supervise stays with the process until it has ended, and then ends everything that it
// started.
func (p *Program) supervise(ctx context.Context) {
	ended := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { p.bound(ctx, ended) })
	if awaitExit(p.cmd.Process.Pid) {
		p.endOrphans()
	}
	unwaited.Delete(p.cmd.Process.Pid)
	p.cmd.Wait() // how it ended is in ProcessState
	p.endOrphans()
	p.group.awaitEmpty()
	close(ended)
	watching.Wait()
	p.group.close()
	p.stdin.Close()
	p.dropFirst()
	p.left = p.leftovers()
	p.claim.release()
	close(p.done)
}

// endOrphans kills, once, what the process has left running.
func (p *Program) endOrphans() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		p.over = true
		p.group.kill()
		endMarked(p.mark)
	}
}

// signal sends to the group, unless the process has ended.
func (p *Program) signal(send func(*group) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return nil
	}
	return send(p.group)
}

// bound kills the program when ctx ends or when it breaks a bound. It ends
// with the process.
func (p *Program) bound(ctx context.Context, ended <-chan struct{}) {
	tick := time.NewTicker(memoryEvery)
	defer tick.Stop()
	defer p.pulse.stop()
	w := p.bounds.watch(p.cmd.Process.Pid, p.cmd.Dir)
	defer w.end()
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			p.signal((*group).kill)
			return
		case <-p.out.tooMuch:
			p.giveUp(fmt.Sprintf("the program printed more than %d MiB", maxOutput>>20))
			return
		case <-tick.C:
			p.pulse.beat(time.Now())
			if broken := w.broken(); broken != "" {
				p.giveUp("the program " + broken)
				return
			}
			if memory(p.cmd.Process.Pid) > p.limit {
				p.giveUp(fmt.Sprintf("the program used more than %d MiB of memory", p.limit>>20))
				return
			}
		}
	}
}

func (p *Program) giveUp(what string) {
	p.mu.Lock()
	p.trouble = p.had(OverLimit, what)
	p.mu.Unlock()
	p.signal((*group).kill)
}
