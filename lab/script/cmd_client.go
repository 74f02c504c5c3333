package script

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/program"
)

// A person uses a real chat program. It is a process of its own: we do not see its wire,
// only what it prints.
type person struct {
	presence
	program *program.Program
}

var clientProgram = Command{
	Name:    "client",
	Args:    "NAME",
	Summary: "Start the real client program, and join with it.",
	Detail:  "It is lab client, with pipes for a keyboard and a screen: see type and screen. The step passes when its screen shows who is in the room. close ends its input, as Ctrl-D does; crash kills it. The scenario is skipped for a server that words things differently (see docs/any-language.md).",
	Example: `server
join ana
client bruno
sees ana joined bruno`,
	run: func(s *session, args []string) (string, error) {
		switch {
		case len(args) != 1 || !plainName().MatchString(args[0]):
			return "", usagef("which name?")
		case s.ready() != nil:
			return "", s.ready()
		case s.find(args[0]) != nil || s.personOrNil(args[0]) != nil:
			return "", errThereAlready(args[0])
		}
		running, err := s.world.Client(s.ctx, args[0])
		if err != nil {
			return "", err
		}
		p := &person{program: running}
		s.people = append(s.people, p)
		p.calls(args[0], s.tick())
		return "", s.screen(p, inTheRoom())
	},
}

// inTheRoom matches a screen with a notice: the list of who is in the room.
var inTheRoom = lazyregexp.New(`(?m)^\*`)

func (s *session) personOrNil(name string) *person {
	for _, p := range s.people {
		if p.roomName == name {
			return p
		}
	}
	return nil
}

// person returns the client program of that name. It is an error if there is none.
func (s *session) person(name string) (*person, error) {
	if p := s.personOrNil(name); p != nil {
		return p, nil
	}
	if s.rehearsed != nil && s.rehearsed.knows(name) {
		return nil, errRehearsed
	}
	return nil, usagef("there is no client program %s; the step client comes first", name)
}

// screenWaits is how many times a step waits for a screen while the program lacks a
// processor.
const screenWaits = 3

// screen waits until the program has printed text that matches. The program is ours and is
// not under test. If it lacked a processor meanwhile, it gets more time.
func (s *session) screen(p *person, pattern *regexp.Regexp) error {
	var lost time.Duration
	for range screenWaits {
		before := p.program.Lost()
		shows := s.within(s.limit(), func(ctx context.Context) bool {
			return p.program.AwaitOutput(ctx, pattern.MatchString)
		})
		if shows {
			return nil
		}
		if lost = p.program.Lost() - before; lost <= kitLate {
			break
		}
	}
	if lost > kitLate {
		return &unproven{program.Trouble{
			What:  fmt.Sprintf("the step needs the kit's own client, which got no processor time for %.1f s: close other programs, or try --slow 3", lost.Seconds()),
			Tried: s.scenario.ID(),
		}}
	}
	shown := Evidence{Data: Bytes(p.program.Output())}
	if shown.Data == "" {
		shown = words("nothing at all")
	}
	return s.failure(Failure{
		Expected: words("the screen of " + p.roomName + " to show something that matches " + pattern.String()),
		Received: shown,
		Mark:     -1,
	})
}
