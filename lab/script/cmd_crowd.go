package script

import (
	"fmt"
	"slices"
	"strconv"
)

// maxCrowd keeps a scenario from using up the machine's file descriptors.
const maxCrowd = 500

var crowd = Command{
	Name:    "crowd",
	Args:    "N | N NAME",
	Summary: "Let N clients join at the same time.",
	Detail:  "They are called guest1, guest2 and so on, or NAME1, NAME2. The step passes when each has its greeting and the list of who is in the room. At most " + strconv.Itoa(maxCrowd) + ".",
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
		if err := s.ready(); err != nil {
			return "", err
		}
		names := crowdNames(n, slices.Concat(args, []string{"guest"})[1])
		for _, name := range names {
			switch {
			case !plainName().MatchString(name):
				return "", usagef("%q is not a name: letters and digits", name)
			case s.find(name) != nil:
				return "", errThereAlready(name)
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
	guests := make([]*client, len(names))
	errs := s.simultaneously(len(names), min(2, len(names)), func(i int) (err error) {
		if guests[i], err = s.dial(Call{Name: names[i]}, s.scenario.secure()); err != nil {
			return err
		}
		if err := guests[i].awaitGreeting(); err != nil {
			return err
		}
		return guests[i].introduce()
	})
	for _, c := range guests {
		if c != nil {
			s.add(c)
		}
	}
	return ofMany(errs)
}
