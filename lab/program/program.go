// Package program builds, starts, watches and ends a server under test, in any language. No
// other package of the kit starts processes, except for lab/guard, which outlives the kit, and
// the worker of lab/confine, which becomes the program of a hand-in.
//
// It does not judge. A program that can't be built, started or reached is a Trouble, which
// says what was tried. It is never a wrong answer.
//
//   - program.go: Start, Program, how to talk to it and end it
//   - supervise.go: the goroutine that stays with a program, ends it when it breaks a
//     bound, and leaves nothing running
//   - bounds.go: what a stranger's program and all that it starts may use; family.go and
//     tally_*.go: who they are, and what they use; unlinked.go, unlinked_*.go: files that they
//     have removed and still hold open; crowd.go: the memory of all strangers
//   - state.go: what you can ask about it
//   - trouble.go: why a program could not be judged
//   - command.go: from a command line to a Command, and to its arguments
//   - through.go: a program of the kit that becomes the command, such as to confine it
//   - build.go: from a folder with Go code to a Command; make.go: by a command of
//     the user; folder.go: is the folder for it fit
//   - ready.go: how we know that it listens; first.go: where we can't see that
//   - port.go, bind_*.go: choosing a port
//   - output.go: what it printed, within bounds
//   - memory_*.go: its memory, where the system shows it
//   - census_*.go: which processes belong to it
//   - lost.go, lost_*.go: time in which it, or the kit, could not run
//   - rlimit.go, rlimit_*.go: limits of the system, lowered while it runs
//   - group_*.go, exit_*.go: process groups and their end, system by system
//   - orphans_*.go: what a program leaves running in other groups; leftrunning.go: the
//     part of it that we can't end
//   - worker.go: a program of our own, which may crash; environment.go: the environment
//     of a program
//   - used_*.go: the processor time that all programs have used
//   - look.go: asking a command of the system something
//   - open.go: letting the system open a file
package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds on a program under test. Options.Slow stretches startTime, stopTime and typeTime.
const (
	startTime   = 15 * time.Second       // to become ready
	stopTime    = 2 * time.Second        // from the interrupt to the kill
	pipeTime    = 500 * time.Millisecond // from its end to the end of its output
	typeTime    = 2 * time.Second        // until it has read a line
	endingTime  = time.Second            // to end, when we could not interrupt it
	leaveTime   = 200 * time.Millisecond // for its children to end after the kill
	portTries   = 4                      // how often we choose another port
	maxOutput   = 64 << 20               // bytes it may print
	usualMemory = 2 << 30                // bytes it may hold resident
	memoryEvery = 100 * time.Millisecond
)

// Options are how Start starts a program. The zero value is usable.
type Options struct {
	Args []string // appended to the command's own
	Env  []string // added to our own environment
	Not  []string // variables to leave out of our own environment
	Slow float64  // stretches the times of start, input and stop; 0 means 1

	Memory int64 // bytes it may hold resident, on Linux; 0 means usualMemory
	Port   int   // the port of a program that ran before; 0 means that we choose one
}

// A Program is a running server under test. It runs until Stop or Kill, until the context of
// its start ends, or until it ends by itself.
type Program struct {
	addr    string // written by Start only
	seen    bool   // we saw it listen; written by Start only
	tried   string
	through bool // it was started through a program of the kit, which may stay above it
	slow    float64
	limit   int64 // of resident memory, in bytes
	bounds  Bounds
	claim   claim  // on its port, while it runs
	chosen  int    // its port, if we chose it; otherwise 0
	mark    string // in the environment of its descendants; empty where the system has no use for it
	cmd     *exec.Cmd
	group   *group
	stdin   *os.File // kept open: some servers stop when their input ends
	out     *output
	done    chan struct{} // closed by supervise when nothing of the program is left running
	reached atomic.Bool   // a dial has succeeded
	loss    loss          // time in which it could not run
	pulse   pulse         // time in which the kit could not run
	left    string        // see LeftRunning; written before done is closed

	squeezed squeezed // limits that were lowered

	mu      sync.Mutex // guards all below, and the moment of a signal, so that it goes to our process only
	over    bool       // the process has ended: its id may soon belong to another
	trouble *Trouble   // why we killed it, if we did
	first   net.Conn   // kept for its first client; see call
}

// Start runs the command and returns when it listens. Where we can't see that, it returns
// earlier, and Dial tries again. The error is a *Trouble or ctx's.
func Start(ctx context.Context, c Command, opts Options) (*Program, error) {
	if opts.Slow <= 0 {
		opts.Slow = 1
	}
	for try := 1; ; try++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		port, err := c.claim(ctx, opts.Port)
		if err != nil {
			return nil, err
		}
		p, err := launch(ctx, c, c.expand(port.port, opts.Args), opts, port)
		if err != nil {
			port.release()
			return nil, err
		}
		err = p.awaitReady(ctx, c)
		if err == nil {
			return p, nil
		}
		p.Kill()
		taken := c.Port == 0 && port.lock != nil && free(ctx, port.port) != nil
		daemon := p.mark == "" && p.ExitStatus() == 0 // a daemon of it that we can't find may have the port; the next try would end the same
		if !taken || daemon || try == portTries {
			return nil, p.withLeftovers(err)
		}
	}
}

// Run starts a client, not a server. It learns all it needs from its arguments. It runs until
// it ends, or until Stop or Kill.
func Run(ctx context.Context, c Command, opts Options) (*Program, error) {
	if opts.Slow <= 0 {
		opts.Slow = 1
	}
	return launch(ctx, c, slices.Concat(c.Args, opts.Args), opts, claim{})
}

func launch(ctx context.Context, c Command, args []string, opts Options, at claim) (*Program, error) {
	p := &Program{
		tried: strings.Join(args, " "), through: c.Through != nil,
		slow:  opts.Slow,
		limit: cmp.Or(opts.Memory, usualMemory),
		claim: at,
		out:   newOutput(),
		done:  make(chan struct{}),
	}
	cmd, handed, err := c.Through.command(context.Background(), args) // supervise looks at ctx
	if err != nil {
		return nil, err
	}
	p.cmd, p.bounds = cmd, c.Through.bounds()
	p.cmd.Dir = c.Dir
	p.cmd.Env = environment(opts.Not, opts.Env)
	if p.mark = mark(); p.mark != "" {
		p.cmd.Env = append(p.cmd.Env, p.mark)
	}
	if c.Dir != "" {
		p.cmd.Env = append(p.cmd.Env, "PWD="+c.Dir)
	}
	p.out.found = c.Stranger // nobody looks for an announcement
	if c.Port == 0 {
		p.chosen = at.port
	}
	if at.port != 0 {
		p.addr = hostPort(at.port)
		p.cmd.Env = append(p.cmd.Env, fmt.Sprint("PORT=", at.port), "ADDR="+p.addr)
	}
	p.cmd.Stdout = p.out.stdout()
	p.cmd.Stderr = p.out
	p.cmd.WaitDelay = pipeTime // a process that we can't reach may keep the pipes open
	ignoreFileSize()
	input, stdin, err := os.Pipe()
	if err != nil {
		return nil, handed.drop(err)
	}
	defer input.Close()
	p.cmd.Stdin, p.stdin = input, stdin
	p.group = handed.group(p.cmd)
	if err := p.group.start(); err != nil {
		stdin.Close()
		if c.Through != nil {
			return nil, handed.drop(err)
		}
		return nil, notStarted(err, p.tried)
	}
	unwaited.Store(p.cmd.Process.Pid, nil)
	p.loss.at = time.Now()
	p.pulse.beat(p.loss.at) // here, because the kit may be stopped from now on
	go p.supervise(ctx)     // ends with the process; Kill and Stop wait for it
	if err := handed.done(); err != nil {
		p.Kill()
		return nil, cmp.Or(ctx.Err(), err)
	}
	return p, nil
}

// reason drops what exec puts before the system's own message.
func reason(err error) string {
	var execErr *exec.Error
	if errors.As(err, &execErr) {
		return execErr.Name + ": " + execErr.Err.Error()
	}
	return err.Error()
}

// Type writes text to the program's standard input, as if someone had typed it. A program
// that reads nothing takes only what fits into the pipe.
func (p *Program) Type(text string) error {
	p.stdin.SetWriteDeadline(time.Now().Add(stretch(typeTime, p.slow))) // not every system has deadlines for pipes
	_, err := p.stdin.WriteString(text)
	return err
}

// EndInput ends the program's standard input, as Ctrl-D does on a terminal.
func (p *Program) EndInput() { p.stdin.Close() }

// AwaitEnd waits until the process has ended, or until ctx ends.
func (p *Program) AwaitEnd(ctx context.Context) {
	select {
	case <-p.done:
	case <-ctx.Done():
	}
}

// Interrupt asks the program to end, as Ctrl-C does on a terminal. The error is a *Trouble:
// the interrupt was not delivered, and the program still runs.
func (p *Program) Interrupt() error {
	p.dropFirst()
	return p.asked((*group).interrupt)
}

// asked sends a request to end, and returns a *Trouble if that failed.
func (p *Program) asked(by func(*group) error) error {
	err := p.signal(by)
	if err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), endingTime)
	defer cancel()
	p.AwaitEnd(ctx) // a program that is about to end may refuse an interrupt
	if _, ended := p.Ended(); ended {
		return nil
	}
	return &Trouble{What: "the kit could not send the program an interrupt: " + err.Error(), Tried: p.tried}
}

// Stop ends the program as a person would: it interrupts it, and kills it after stopTime.
// It returns when nothing of it is left running.
func (p *Program) Stop() {
	if p.Interrupt() != nil {
		p.Kill()
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stretch(stopTime, p.slow))
	defer cancel()
	p.AwaitEnd(ctx)
	p.Kill()
}

// Kill ends the program at once. It returns when nothing of it is left running.
func (p *Program) Kill() {
	p.signal((*group).kill) // an error means that nothing is left to kill
	<-p.done
}

func stretch(d time.Duration, slow float64) time.Duration {
	return time.Duration(float64(d) * slow)
}
