package story

import (
	"path/filepath"
	"strconv"
	"strings"
)

// Search returns the arguments with which lab makes a whole search of that many seeds.
func Search(a Asked, seeds int) []string {
	args := append(a.server(), "--seed", strconv.FormatUint(a.First, 10))
	if seeds > 1 {
		args = append(args, "--seeds", strconv.Itoa(seeds))
	}
	return append(args, a.run()...)
}

// AsFound returns the arguments with which lab repeats a run in the simulator with all its
// operations.
func AsFound(f Found) []string {
	a := f.Asked
	a.First = f.Case.Seed
	return append(Search(a, 1), "--shrink=false")
}

// AgainFound returns the arguments with which lab repeats a run in the simulator, with the
// operations that are left.
func AgainFound(f Found) []string {
	a := f.Asked
	args := a.server()
	first, before := f.Case.Seed, f.Case.Before
	if len(before) > 0 { // repeat the whole search, since the break needs the runs before it
		first = a.First
		args = append(args, "--seeds", strconv.FormatUint(f.Case.Seed-first+1, 10))
	}
	if a.Ops == "" || f.Case.Seed != 1 {
		args = append(args, "--seed", strconv.FormatUint(first, 10))
	}
	args = append(args, a.run()...)
	switch {
	case a.Ops != "":
		args = append(args, "--ops", filepath.ToSlash(a.Ops))
	case len(before) > 0:
	case len(f.Case.Ops) < f.Drawn || a.Only:
		var numbers []string
		for _, n := range f.Case.Only {
			numbers = append(numbers, strconv.Itoa(n))
		}
		args = append(args, "--only", strings.Join(numbers, ","))
	}
	return args
}

// server returns the beginning of a command line: which server runs.
func (a Asked) server() []string {
	switch {
	case a.Of != "":
		return []string{"sim", "--of", filepath.ToSlash(a.Of)}
	case a.Mutant != "":
		return []string{"sim", "--mutant", a.Mutant}
	}
	return []string{"sim"}
}

// run returns the part of a command line that says what each run is like.
func (a Asked) run() (args []string) {
	if a.Clients != 0 {
		args = append(args, "--clients", strconv.Itoa(a.Clients))
	}
	if a.Profile != "" {
		args = append(args, "--profile", a.Profile)
	}
	if a.Race {
		args = append(args, "--race")
	}
	return args
}
