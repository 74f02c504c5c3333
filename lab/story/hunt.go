package story

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"chatlab/lab/hunt"
)

// A Hunt says what was asked of the simulator. The zero value means the reference server, as
// each seed decides.
type Hunt struct {
	Of      string // a folder
	Mutant  string
	First   uint64 // the first seed that was tried
	Clients int    // 0: as the seed decides
	Profile string // empty: as the seed decides
	Race    bool
	Ops     string // a file
	Only    bool   // the operations were chosen
}

// Search returns the arguments with which lab makes the whole search.
func (h Hunt) Search(seeds int) []string {
	args := append(h.server(), "--seed", strconv.FormatUint(h.First, 10))
	if seeds > 1 {
		args = append(args, "--seeds", strconv.Itoa(seeds))
	}
	return append(args, h.run()...)
}

// AsFound returns the arguments with which lab runs all operations of a finding.
func (h Hunt) AsFound(f hunt.Finding) []string {
	h.First = f.Case.Seed
	return append(h.Search(1), "--shrink=false")
}

// Again returns the arguments with which lab repeats the run of a finding, with the operations
// that are left.
func (h Hunt) Again(f hunt.Finding) []string {
	args := h.server()
	first, before := f.Case.Seed, f.Case.Before
	if len(before) > 0 { // repeat the whole search, since the break needs the runs before it
		first = h.First
		args = append(args, "--seeds", strconv.FormatUint(f.Case.Seed-first+1, 10))
	}
	if h.Ops == "" || f.Case.Seed != 1 {
		args = append(args, "--seed", strconv.FormatUint(first, 10))
	}
	args = append(args, h.run()...)
	switch {
	case h.Ops != "":
		args = append(args, "--ops", filepath.ToSlash(h.Ops))
	case len(before) > 0:
	case len(f.Case.Ops) < f.Drawn || h.Only:
		var numbers []string
		for _, n := range f.Case.Only {
			numbers = append(numbers, strconv.Itoa(n))
		}
		args = append(args, "--only", strings.Join(numbers, ","))
	}
	return args
}

// server returns the beginning of a command line: which server runs.
func (h Hunt) server() []string {
	switch {
	case h.Of != "":
		return []string{"sim", "--of", filepath.ToSlash(h.Of)}
	case h.Mutant != "":
		return []string{"sim", "--mutant", h.Mutant}
	}
	return []string{"sim"}
}

// run returns the part of a command line that says what each run is like.
func (h Hunt) run() (args []string) {
	if h.Clients != 0 {
		args = append(args, "--clients", strconv.Itoa(h.Clients))
	}
	if h.Profile != "" {
		args = append(args, "--profile", h.Profile)
	}
	if h.Race {
		args = append(args, "--race")
	}
	return args
}

// Replayed says how far the run of a finding can be repeated.
func Replayed(f hunt.Finding) string {
	r := f.Replay
	const kept = "it depends on what earlier runs left behind in the process, such as a package variable"
	switch {
	case len(f.Case.Before) > 0:
		runs := "1 other run"
		if n := len(f.Case.Before); n > 1 {
			runs = fmt.Sprintf("%d other runs", n)
		}
		return fmt.Sprintf("in a process of its own it does not break the rule; after %s in the same process it did, %d of %d times: %s", runs, r.Broke, r.Runs, kept)
	case r.Broke == 0 && r.Same == r.Runs:
		return fmt.Sprintf("run again %d times, each in a process of its own, it was the same run each time, and broke no rule: %s", r.Runs, kept)
	case r.Broke == r.Runs && f.Words != "":
		return fmt.Sprintf("run again %d times, it ended like this each time", r.Runs)
	case r.Broke == r.Runs && r.Same == r.Runs:
		return fmt.Sprintf("run again %d times, it was the same run each time, to the last byte", r.Runs)
	case r.Broke == r.Runs:
		return fmt.Sprintf("run again %d times, it broke the rule each time; %d of these runs were alike, so chance plays a part in this server", r.Runs, r.Same)
	}
	return fmt.Sprintf("run again %d times, it broke the rule %d times; %d runs were alike: what this server does depends on which of its goroutines runs first", r.Runs, r.Broke, r.Same)
}
