package course

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/layout"
	"chatlab/lab/probe"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
)

// A Proposal is a server file for a server that was probed.
type Proposal struct {
	Found   probe.Found
	Dialect *dialect.Dialect // with the words that were found

	run  []string // the command; none if a folder was asked for
	port int
}

// Probe runs the server that is asked for, talks to it, and proposes its server file. Asked
// has only a Server and a Port. Probe calls trying before each form of giving a name that it
// tries, with the form's number, from 0, and how many forms there are. If the server did not
// chat, the error is probe.ErrNoChat, probe.ErrAlone or probe.ErrEndless. If it could not be
// run, it is a *program.Trouble. The proposal then has what was heard.
func (k Kit) Probe(ctx context.Context, a Asked, trying func(nth, of int)) (Proposal, error) {
	target, err := k.serverTarget(a)
	if err != nil {
		return Proposal{}, err
	}
	dir, remove, err := scratch.Folder("probe")
	if err != nil {
		return Proposal{}, err
	}
	defer remove()
	command, err := k.Builder(dir).Command(ctx, target)
	if err != nil {
		return Proposal{}, err
	}
	running, err := program.Start(ctx, command, program.Options{})
	if err != nil {
		return Proposal{}, err
	}
	defer func() { running.Stop() }()
	restart := func(ctx context.Context) error {
		running.Stop()
		if trouble := running.Trouble(); trouble != nil {
			return trouble
		}
		again, err := program.Start(ctx, command, program.Options{})
		if err == nil {
			running = again
		}
		return err
	}
	found, err := probe.Probe(ctx, probe.Server{
		Dial:    func(ctx context.Context) (net.Conn, error) { return running.Dial(ctx, "") },
		Idle:    func(ctx context.Context) { running.AwaitIdle(ctx) },
		Restart: restart,
		Trying:  trying,
	})
	if trouble := running.Trouble(); trouble != nil {
		return Proposal{Found: found}, trouble
	}
	p := Proposal{Found: found, port: a.Port}
	if err != nil {
		return p, endedBy(ctx, running, err)
	}
	if typed, err := program.Parse(a.Server); err == nil && target.Kind == grade.Command && target.Folder == "" {
		p.run = typed.Args
	}
	if p.Dialect, err = dialect.Parse(strings.NewReader(p.dialectText())); err != nil {
		return p, fmt.Errorf("what the probe found makes no server file: line %w", err)
	}
	return p, nil
}

// endedBy returns the error of a probe. If the server has ended, that is the reason.
func endedBy(ctx context.Context, running *program.Program, err error) error {
	soon, cancel := context.WithTimeout(ctx, time.Second) // its sockets are closed a little before
	defer cancel()
	if !errors.Is(err, probe.ErrNoChat) && !errors.Is(err, probe.ErrEndless) {
		running.AwaitEnd(soon)
	}
	how, ended := running.Ended()
	if !ended {
		return err
	}
	printed := draw.CleanLines(strings.TrimSpace(layout.Tail(running.Output(), 1000)))
	return errors.New(strings.TrimSpace("the server ended while it was probed: " + how + "\n" + printed))
}

// File returns the text of the server file, for a folder. Paths in the command start there.
func (p Proposal) File(folder string) string {
	var b strings.Builder
	b.WriteString("# How the kit runs this server, and how it words things: see docs/any-language.md.\n")
	b.WriteString("# A probe has proposed it. Above each word is what it rests on.\n")
	switch run := program.Line(p.from(folder)); {
	case strings.ContainsAny(run, "\r\n"):
		b.WriteString("# The command has several lines, and a line of this file can't. Put it into a script, and run that:\n# run sh script.sh {port}\n")
	case run != "":
		fmt.Fprintf(&b, "run %s\n", run)
	}
	if p.port != 0 {
		fmt.Fprintf(&b, "port %d\n", p.port)
	}
	b.WriteString("\n# Only the core of the protocol. If the server was written for all of it, write no.\ncore yes\n")
	b.WriteString(p.dialectText())
	return b.String()
}

// dialectText is the part of the file that a dialect file has as well.
func (p Proposal) dialectText() string {
	var b strings.Builder
	for _, w := range p.Found.Words {
		fmt.Fprintf(&b, "\n# %s\n", draw.CleanLines(w.Why))
		if w.Word != "" {
			fmt.Fprintf(&b, "%s %s\n", w.Word, w.Value)
		}
	}
	return b.String()
}

// from returns the command with its relative paths changed to start from a folder.
func (p Proposal) from(folder string) []string {
	args := make([]string, len(p.run))
	for i, word := range p.run {
		args[i] = word
		if !isPath(word) {
			continue
		}
		here, err := filepath.Abs(word)
		if err != nil {
			continue
		}
		if there, err := filepath.Rel(folder, here); err == nil {
			args[i] = filepath.ToSlash(there)
		}
	}
	return args
}
