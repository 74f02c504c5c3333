package play

import (
	"fmt"

	"chatlab/lab/draw"
)

// A Phase is how far the server is.
type Phase string

// The phases, in order.
const (
	Building Phase = ""
	Starting Phase = "starting"
	Running  Phase = "running"
	Stopping Phase = "stopping" // it was interrupted
	Ended    Phase = "ended"
	Failed   Phase = "failed" // it never ran
)

// A State is how a play stands. All its texts can be shown: no byte of them drives a terminal, and
// none is part of a password.
type State struct {
	Caption string
	Phase   Phase
	How     string // how the server ended, or why it did not start
	Printed string // what it printed, or its compiler: the first part and the last
	Events  int    // recorded
	Lost    int    // not recorded any more
	Take    string // changes when the record begins anew
}

// State returns how the play stands.
func (p *Play) State() State {
	p.mu.Lock()
	s := State{Caption: p.config.Caption, Phase: p.phase, How: p.how, Printed: p.printed}
	server, takes := p.running, p.takes
	p.mu.Unlock()
	if server != nil {
		s.Printed = server.Output()
	}
	s.How, s.Printed = draw.CleanLines(s.How), p.record.hider().Replace(draw.CleanLines(s.Printed))
	s.Events, s.Lost = p.record.counts()
	s.Take = fmt.Sprintf("%d-%d", p.id, takes)
	return s
}

// A PersonState is how somebody stands. It is safe to show, like State.
type PersonState struct {
	Name     string
	Status   string // in words
	Over     bool   // not connected, so Connect is possible
	Ended    bool   // the person has sent a FIN
	Frozen   bool   // does not read
	Asked    bool   // for a password, in the last line
	Waiting  int    // bytes to send that the path has not taken yet
	Received int    // bytes
	Open     string // the line that has begun to arrive
	Next     int    // the number that the next line gets
	Trouble  string // why the last action was not possible
	Faults   string // in words; empty: none
}
