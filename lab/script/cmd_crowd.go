package script

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
)

// maxCrowd keeps a scenario from using up the machine's descriptors.
const maxCrowd = 500

var crowd = Command{
	Name:    "crowd",
	Args:    "N",
	Summary: "Let N clients join at the same time.",
	Detail:  "They are called guest1, guest2 and so on. The step passes when each has its greeting and the list of who is in the room. At most 500.",
	Example: `server
crowd 5
say guest1 hello
hear guest5 guest1 hello`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 1 {
			return "", usagef("how many?")
		}
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 || n > maxCrowd {
			return "", usagef("%q is not a number from 1 to %d", args[0], maxCrowd)
		}
		if !s.started {
			return "", usagef("no server was started: a scenario begins with the step server")
		}
		for i := range n {
			if s.clients[guest(i)] != nil {
				return "", usagef("there is a client %s already", guest(i))
			}
		}
		return "", s.joinTogether(n)
	},
}

func guest(i int) string { return fmt.Sprintf("guest%d", i+1) }

func (s *session) joinTogether(n int) error {
	guests, failures := make([]*client, n), make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if guests[i], failures[i] = s.dial(guest(i)); failures[i] != nil {
				return
			}
			if failures[i] = guests[i].awaitGreeting(); failures[i] == nil {
				failures[i] = guests[i].introduce()
			}
		})
	}
	all.Wait()
	failed := 0
	for i, c := range guests {
		if c != nil {
			s.add(c)
		}
		if failures[i] != nil {
			failed++
		}
	}
	return s.ofMany(failures, failed)
}

// ofMany returns the first of several failures, and says how many there were.
func (s *session) ofMany(failures []error, failed int) error {
	for _, err := range failures {
		var f *Failure
		if errors.As(err, &f) && len(failures) > 1 {
			f.Note = fmt.Sprintf("%d of %d clients fared like this; this is the first of them", failed, len(failures))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
