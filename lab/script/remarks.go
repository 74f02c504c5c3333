package script

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/trace"
)

// A moment is an earlier time of the record, about which a failure says something.
type moment struct {
	conn string
	at   time.Duration
	trace.Remark
}

// remarkOnFailure records what is to be said about earlier moments, if a step failed: what the failure
// itself knows, and the times that were over for the clients that the step is about.
func (s *session) remarkOnFailure(step *Step, err error) {
	f := new(Failure)
	if !errors.As(err, &f) {
		return
	}
	all := f.moments
	for _, c := range s.everyone() {
		if step.names(c) {
			all = append(all, s.nameTimeOver(c)...)
		}
	}
	for _, m := range all {
		s.recorder.Remark(m.conn, m.at, m.Remark)
	}
}

// names reports whether the step's line has the client's name in it.
func (step *Step) names(c *client) bool {
	return strings.Contains(" "+step.Source+" ", " "+c.name+" ")
}

// nameTimeOver is the moment at which the time for a name (P8) was over for a client that was still
// connected, and not in the room; none if there is no such moment, or if the server's own time is
// not known.
func (s *session) nameTimeOver(c *client) []moment {
	limit := s.nameTime()
	opened, connected := s.first(c, func(e trace.Event) bool { return e.Kind == trace.Open })
	if limit == 0 || !connected {
		return nil
	}
	over := opened + limit
	ended, hasEnded := s.first(c, func(e trace.Event) bool { return e.Kind == trace.Fin || e.Kind == trace.Reset })
	if over > s.recorder.Elapsed() || hasEnded && ended < over || s.letInBefore(c, over) {
		return nil
	}
	return []moment{{c.conn, over, trace.Remark{Over: limit, Text: fmt.Sprintf("%v are over since %s connected: the time for a name", limit, c.name)}}}
}

// nameTime is the time for a name that the scenario gives the server; 0 if it gives none.
func (s *session) nameTime() time.Duration {
	for _, line := range s.scenario.Env {
		variable, value, _ := strings.Cut(s.stretchedSetting(line), "=")
		seconds, err := strconv.ParseFloat(value, 64)
		if settingOf(variable).name == nameTimeSetting && err == nil {
			return time.Duration(seconds * float64(time.Second)).Round(time.Millisecond)
		}
	}
	return 0
}

// letInBefore reports whether a client was let in before a time.
func (s *session) letInBefore(c *client, before time.Duration) bool {
	c.mu.Lock()
	admission := c.inbox.admission()
	c.mu.Unlock()
	if admission == nil {
		return false
	}
	at, came := s.cameAt(c, admission)
	return came && at < before
}

// cameAt is when the first byte of a line came to a client.
func (s *session) cameAt(c *client, l *line) (at time.Duration, came bool) {
	received := 0
	return s.first(c, func(e trace.Event) bool {
		if e.Kind == trace.Data && e.Dir == trace.ToClient {
			received += len(e.Data)
		}
		return received > l.at
	})
}

// first returns the time of the first event on a client's connection for which wanted is true. found
// is false if the record has no such event.
func (s *session) first(c *client, wanted func(trace.Event) bool) (at time.Duration, found bool) {
	for _, e := range s.recorder.Log().All() {
		if e.Conn == c.conn && e.Kind.OnWire() && wanted(e) {
			return e.At, true
		}
	}
	return 0, false
}
