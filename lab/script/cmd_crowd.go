package script

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

// maxCrowd keeps a scenario from using up the machine's descriptors.
const maxCrowd = 500

var crowd = Command{
	Name:    "crowd",
	Args:    "N | N NAME",
	Summary: "Let N clients join at the same time.",
	Detail:  "They are called guest1, guest2 and so on, or NAME1, NAME2. The step passes when each has its greeting and the list of who is in the room. At most 500.",
	Example: `server
crowd 5
say guest1 hello
hear guest5 guest1 hello`,
	run: func(s *session, args []string) (string, error) {
		if len(args) < 1 || len(args) > 2 {
			return "", usagef("how many?")
		}
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 || n > maxCrowd {
			return "", usagef("%q is not a number from 1 to %d", args[0], maxCrowd)
		}
		if !s.started {
			return "", errNoServer
		}
		names := crowdNames(n, slices.Concat(args, []string{"guest"})[1])
		for _, name := range names {
			switch {
			case !plainName.MatchString(name):
				return "", usagef("%q is no name: letters and digits", name)
			case s.find(name) != nil:
				return "", usagef("there is a client %s already", name)
			}
		}
		return "", s.joinTogether(names)
	},
}

func crowdNames(n int, name string) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s%d", name, i+1)
	}
	return names
}

func (s *session) joinTogether(names []string) error {
	guests, failures := make([]*client, len(names)), make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			if guests[i], failures[i] = s.dial(name, 0); failures[i] != nil {
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
