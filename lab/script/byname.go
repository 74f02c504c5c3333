package script

import (
	"cmp"
	"errors"
	"slices"
)

// This file is how steps find clients: by the names that the scenario gives them.

func (s *session) add(c *client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[c.name] = c
	s.order = append(s.order, c)
}

// rename gives a client another name, in addition to its first.
func (s *session) rename(c *client, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients[name], c.name = c, name
}

// find returns the client of that name, or nil.
func (s *session) find(name string) *client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients[name]
}

// everyone returns the clients in the order in which they connected.
func (s *session) everyone() []*client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.order)
}

// presences returns everybody who joined under a name, in the order in which they gave it.
func (s *session) presences(name string) []*presence {
	var all []*presence
	for _, c := range s.everyone() {
		if c.roomName == name && c.admitted() {
			all = append(all, &c.presence)
		}
	}
	for _, p := range s.people {
		if p.roomName == name {
			all = append(all, &p.presence)
		}
	}
	slices.SortFunc(all, func(a, b *presence) int { return cmp.Compare(a.namedAt, b.namedAt) })
	return all
}

// client returns the client of that name. It is an error if there is none.
func (s *session) client(name string) (*client, error) {
	if c := s.find(name); c != nil {
		return c, nil
	}
	if s.rehearsed != nil && s.rehearsed.knows(name) {
		return nil, errRehearsed
	}
	return nil, usagef("there is no client %s; join or connect comes first", name)
}

// only returns the client that is a command's one argument.
func (s *session) only(args []string) (*client, error) {
	if len(args) != 1 {
		return nil, usagef("which client?")
	}
	return s.client(args[0])
}

// each does something to each of the clients named.
func (s *session) each(names []string, do func(*client)) error {
	if len(names) == 0 {
		return usagef("which client?")
	}
	all, err := s.clientsOf(names)
	if err != nil {
		return err
	}
	for _, c := range all {
		do(c)
	}
	return nil
}

// clientsOf returns the clients of these names. It looks at every name, even after an error, so that
// a rehearsal, in which no client is there, still finds a name that no step has made.
func (s *session) clientsOf(names []string) (all []*client, err error) {
	for _, name := range names {
		c, missing := s.client(name)
		if missing != nil && (err == nil || errors.Is(err, errRehearsed)) {
			err = missing
		}
		all = append(all, c)
	}
	return all, err
}
