package program

import (
	"context"
)

// Addr is where to dial it, HOST:PORT.
func (p *Program) Addr() string { return p.addr }

// Output is the last of what it printed, at most a few screens.
func (p *Program) Output() string { return p.out.String() }

// Memory is what it holds resident, in bytes; 0 when it has ended, and where
// that can't be seen, which is everywhere but on Linux. Of a program that
// started others it is what the largest of them holds.
func (p *Program) Memory() int64 {
	if _, ended := p.Ended(); ended {
		return 0
	}
	return memory(p.cmd.Process.Pid)
}

// Trouble returns why the program was killed before its time: it broke a
// bound. Nil means that it was not.
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

// ExitStatus is the process's exit status, once it has ended; -1 before, and
// where a signal ended it.
func (p *Program) ExitStatus() int {
	if _, ended := p.Ended(); !ended {
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

// AwaitOutput waits, at most until ctx ends, until what the program has printed
// is as wanted. It gives up when the program has ended.
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
