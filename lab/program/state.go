package program

import (
	"context"
)

// Addr is the address to dial, HOST:PORT.
func (p *Program) Addr() string { return p.addr }

// Output is what it printed, at most a few screens: the first part and the last.
func (p *Program) Output() string { return p.out.String() }

// Memory is its resident memory in bytes. It is 0 after its end, and on all systems but
// Linux. For a program with children it is the memory of the largest process.
func (p *Program) Memory() int64 {
	if _, ended := p.Ended(); ended {
		return 0
	}
	return memory(p.cmd.Process.Pid)
}

// Trouble returns why we killed the program: it broke a bound. It is nil if we did not.
func (p *Program) Trouble() *Trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trouble
}

// Ended reports whether the process has ended, and how: "exit status 2".
func (p *Program) Ended() (how string, ended bool) {
	select {
	case <-p.done:
		return p.cmd.ProcessState.String(), true
	default:
		return "", false
	}
}

// ExitStatus is the exit status of the process. It is -1 before the end, or if a signal ended
// it.
func (p *Program) ExitStatus() int {
	if _, ended := p.Ended(); !ended {
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

// AwaitOutput waits until wanted accepts what the program has printed. It gives up when the
// program has ended, or when ctx ends.
func (p *Program) AwaitOutput(ctx context.Context, wanted func(text string) bool) bool {
	for {
		changed := p.out.next()
		if wanted(p.Output()) {
			return true
		}
		select {
		case <-changed:
			continue
		case <-p.done:
			return wanted(p.Output())
		case <-ctx.Done():
		}
		return false
	}
}

// Exiting reports whether the program runs no code any more, though the system has not closed
// all of its files yet. Only Linux tells; elsewhere it is false.
func (p *Program) Exiting() bool {
	_, ended := p.Ended()
	if ended || !p.through {
		return !ended && exiting(p.cmd.Process.Pid)
	}
	// It may be a descendant of the process that we started. For a server with several
	// processes this may be one of the others, so true does not prove that all of them end.
	return partlyExiting(p.cmd.Process.Pid)
}
