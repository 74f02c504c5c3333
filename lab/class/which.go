package class

import (
	"errors"
	"fmt"
	"slices"

	"chatlab/lab/nearest"
)

// Which returns the place of the student whom a name means. It may be a key, a name, a number, a
// login or an e-mail address, from the hand-in or from the roster. An error says which students may
// be meant instead.
func (r Roster) Which(students []Student, name string) (at int, err error) {
	x := r.Index()
	var all []string
	var exact, alike []int
	for i, s := range students {
		words := x.words(s)
		all = append(all, words...)
		if slices.ContainsFunc(words, func(word string) bool { return sameID(word) == sameID(name) }) {
			exact = append(exact, i)
		}
		if want := sorted(nameWords(name)); want != "" && slices.ContainsFunc(words, func(word string) bool { return sorted(nameWords(word)) == want }) {
			alike = append(alike, i)
		}
	}
	found := exact
	if len(exact) == 0 {
		found = alike
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		text := fmt.Sprintf("no student is called %q", name)
		if word, ok := nearest.Word(name, all); ok {
			return -1, fmt.Errorf("%s; did you mean %q?", text, word)
		}
		if len(students) > 0 {
			text += fmt.Sprintf("; the first is called %q", titled(students[0]))
		}
		return -1, errors.New(text)
	}
	return -1, fmt.Errorf("%d students are called %q; use one of their keys, such as %s", len(found), name, students[found[0]].Key)
}

// words are those by which a student may be called.
func (x Index) words(s Student) []string {
	words := []string{s.Key, s.Name, s.ID, s.Email}
	if at, _ := x.Find(s); at >= 0 {
		p := x.people[at]
		words = append(append(words, p.Name, p.ID, p.Login, p.Email), p.Also...)
	}
	return slices.DeleteFunc(words, func(word string) bool { return word == "" })
}
