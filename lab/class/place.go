package class

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Index finds the people of a roster.
type Index struct {
	people []Person
	byID   map[string][]int // by number, login or e-mail address, as sameID has them
	byName map[string][]int // by sorted and joined words
}

// Index makes an index of the roster.
func (r Roster) Index() Index {
	x := Index{people: r.People, byID: map[string][]int{}, byName: map[string][]int{}}
	for i, p := range r.People {
		for _, id := range append([]string{p.ID, p.Login, p.Email}, p.Also...) {
			add(x.byID, sameID(id), i)
		}
		words := nameWords(p.Name)
		for _, key := range append(joined(words), sorted(words)) {
			add(x.byName, key, i)
		}
	}
	return x
}

// isUnknown is why nobody of the roster handed something in.
const isUnknown = "the roster does not have this student"

func add(to map[string][]int, key string, i int) {
	if key != "" && !slices.Contains(to[key], i) {
		to[key] = append(to[key], i)
	}
}

// Find returns which person of the roster handed something in. If this is not certain, it
// returns -1 and why, as the end of a sentence about the hand-in.
//
// A name, a number and an address each say who it may be. What says nobody is ignored: a
// roster seldom has every number. All others must agree on one person.
func (x Index) Find(s Student) (at int, why string) {
	var left []int
	for _, said := range [][]int{
		x.byID[sameID(s.ID)],
		x.byID[sameID(s.Email)],
		x.named(s.Name),
	} {
		switch both := common(left, said); {
		case len(said) == 0:
		case len(left) == 0:
			left = said
		case len(both) == 0:
			return -1, fmt.Sprintf("its number says %s, and its name %s", x.names(left), x.names(said))
		default:
			left = both
		}
	}
	switch len(left) {
	case 0:
		return -1, isUnknown
	case 1:
		return left[0], ""
	}
	return -1, "this may be " + x.names(left)
}

// named finds people by the name of a hand-in. A folder may be named after a login.
func (x Index) named(name string) (found []int) {
	found = slices.Clone(x.byID[sameID(name)])
	for _, i := range x.byName[sorted(nameWords(name))] {
		if !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	return found
}

func common(a, b []int) (both []int) {
	for _, i := range a {
		if slices.Contains(b, i) {
			both = append(both, i)
		}
	}
	return both
}

// maxTold is how many people a note names.
const maxTold = 3

func (x Index) names(at []int) string {
	var names []string
	for _, i := range at[:min(len(at), maxTold)] {
		name := x.people[i].Name
		if id := x.people[i].label(); id != "" && id != name {
			name += " (" + id + ")"
		}
		names = append(names, name)
	}
	if len(at) > maxTold {
		names = append(names, "others")
	}
	return strings.Join(names, " or ")
}

// label tells people of the same name apart.
func (p Person) label() string {
	return cmp.Or(append([]string{p.ID, p.Login, p.Email}, p.Also...)...)
}

// Place puts the rows of a class of that many lessons into the roster. Everybody on the roster
// gets a row: without a hand-in, it is Missing. What the roster knows goes into the Student.
//
// Nothing is guessed. A hand-in that may be from several people, or from one who has handed in
// another, keeps its row as it is, and a note names it.
func (r Roster) Place(rows []Row, lessons int) (placed []Row, notes []string) {
	x := r.Index()
	owners := make([][]int, len(r.People)) // their rows
	for i, row := range rows {
		at, why := x.Find(row.Student)
		if at < 0 {
			notes = append(notes, fmt.Sprintf("%s: %s", titled(row.Student), why))
			continue
		}
		owners[at] = append(owners[at], i)
	}
	if len(rows) > 0 && len(slices.Concat(owners...)) == 0 {
		notes = slices.DeleteFunc(notes, func(note string) bool { return strings.HasSuffix(note, isUnknown) })
		notes = append(notes, r.knowsNobody(rows))
	}
	placed = slices.Clone(rows)
	for at, p := range r.People {
		switch len(owners[at]) {
		case 0:
			s := Student{Name: p.Name, ID: p.label(), Email: p.Email}
			placed = append(placed, Row{Student: s, Missing: true, Results: make([]Marked, lessons)})
		case 1:
			s := &placed[owners[at][0]].Student
			s.Name, s.ID, s.Email = p.Name, p.idOf(*s), p.Email
		default:
			notes = append(notes, fmt.Sprintf("%s: several hand-ins: %s; keep one", p.Name, titles(rows, owners[at])))
		}
	}
	SortRows(placed)
	slices.Sort(notes)
	return placed, notes
}

// knowsNobody says that no hand-in is of a student of the roster, and what may help.
func (r Roster) knowsNobody(rows []Row) string {
	return fmt.Sprintf("the roster knows none of the hand-ins, of which one is called %q. It was read from its columns %s. Add a column with the heading login, email or id that has such words", titled(rows[0].Student), strings.Join(r.Columns, ", "))
}

// idOf returns the number of a student of the roster who has handed something in. The
// number that Moodle puts into the name of a hand-in is valid for one assignment only.
func (p Person) idOf(s Student) string {
	if s.Platform == "Moodle" {
		return cmp.Or(p.ID, p.Login)
	}
	return cmp.Or(p.ID, s.ID, p.Login)
}

func titled(s Student) string { return cmp.Or(s.Key, s.Name, s.ID) }

func titles(rows []Row, at []int) string {
	var all []string
	for _, i := range at {
		all = append(all, titled(rows[i].Student))
	}
	return strings.Join(all, " and ")
}
