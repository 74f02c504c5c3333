package script

import (
	"slices"
	"strings"

	"chatlab/lab/draw"
	"chatlab/lab/lesson"
)

var listed = Command{
	Name:    "listed",
	Args:    "WHO NAME… | WHO nobody",
	Summary: "Expect who is on the list that a newcomer was given.",
	Detail:  "The list is the line that let WHO in. It must have exactly these names, in any order and in any words: nobody else whom the scenario knows may be on it, not even WHO. Each NAME is the one that its owner gave the server.",
	Example: `server
join ana bruno carla
listed ana nobody
listed carla bruno ana`,
	run: func(s *session, args []string) (string, error) {
		if len(args) < 2 {
			return "", usagef("whose list is it, and who should be on it?")
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		names := args[1:]
		if slices.Equal(names, []string{"nobody"}) {
			names = nil
		}
		for i, name := range names {
			names[i] = s.spelled(name)
		}
		var admission *line // what let the client in
		var list []byte     // with ListEach, up to now
		var missing, surplus []string
		c.await(s.limit(), func(in *inbox) bool {
			admission, list = in.admission(), in.list()
			missing, surplus = s.compareList(c, list, names)
			return admission != nil && (len(missing) == 0 || !s.dialect.ListEach)
		})
		expected := inBrief("a list of who is in the room, with exactly "+listOf(names)+" on it", "list: "+listOf(names))
		switch {
		case admission == nil:
			f := c.nothingLike(`^\* `)
			f.Expected = expected
			return "", f
		case len(missing)+len(surplus) == 0:
			return draw.Visible(string(list)), nil
		}
		f := c.lacking(expected, admission).seen(lesson.OtherAnswer)
		f.Note = ""
		if len(missing) > 0 {
			f.addNote("missing on the list: " + listOf(missing))
		}
		if len(surplus) > 0 {
			f.addNote("on the list, and not in the room: " + listOf(surplus))
		}
		return "", f
	},
}

// compareList returns who should be on a list and is not, and whom else the scenario
// knows that is on it.
func (s *session) compareList(c *client, list []byte, names []string) (missing, surplus []string) {
	for _, name := range names {
		if !s.dialect.Lists(list, name) {
			missing = append(missing, name)
		}
	}
	known := []string{c.roomName}
	for _, other := range s.everyone() {
		known = append(known, other.roomName, other.name)
	}
	slices.Sort(known)
	for _, name := range slices.Compact(known) {
		if name != "" && !slices.Contains(names, name) && s.dialect.Lists(list, name) {
			surplus = append(surplus, name)
		}
	}
	return missing, surplus
}

// listOf is a list of names in a sentence.
func listOf(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}
