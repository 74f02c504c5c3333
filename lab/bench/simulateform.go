package bench

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"chatlab/lab/course"
	"chatlab/lab/hunt"
)

// The words of the form for which server runs.
const (
	ofCopy      = "copy"
	ofReference = "reference"
)

// A searchForm is what a form asks of the simulator, as it was typed. An empty field leaves it
// to the seed.
type searchForm struct {
	Server, Seed, Seeds, Clients, Profile string

	search hunt.Search // the same, without its Runs
}

// First is the first seed: the one that was named, or drawn.
func (w searchForm) First() uint64 { return w.search.First }

// readSearchForm reads a form. Without a first seed it draws one. The error is a sentence that
// names the field.
func readSearchForm(form url.Values) (w searchForm, err error) {
	field := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	w = searchForm{Server: field("server"), Seed: field("seed"), Seeds: field("seeds"), Clients: field("clients"), Profile: field("profile")}
	if w.Server != ofCopy && w.Server != ofReference {
		return w, course.Misuse{Of: "Server", What: fmt.Sprintf("it is %q, and must be %q or %q", w.Server, ofCopy, ofReference)}
	}
	asked := course.Hunt{Profile: w.Profile}
	seed := course.Seed()
	if w.Seed != "" {
		if seed, err = strconv.ParseUint(w.Seed, 10, 64); err != nil {
			return w, course.Misuse{Of: "Seed", What: fmt.Sprintf("%q is not a number from 0 to %d", w.Seed, uint64(math.MaxUint64))}
		}
	}
	asked.Seed = &seed
	if asked.Seeds, err = numberOf("Seeds", w.Seeds); err != nil {
		return w, err
	}
	if w.Seed == "" && asked.Seeds == nil {
		usual := course.UsualSeeds
		asked.Seeds = &usual
	}
	if asked.Clients, err = numberOf("Clients", w.Clients); err != nil {
		return w, err
	}
	w.search, err = asked.Search()
	return w, err
}

// numberOf reads a number of things; nil if the field is empty.
func numberOf(field, text string) (*int, error) {
	if text == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, course.Misuse{Of: field, What: fmt.Sprintf("%q is not a number", text)}
	}
	return &n, nil
}
