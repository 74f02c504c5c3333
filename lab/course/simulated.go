package course

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/sim"
)

// A Simulated says which server to run in the simulator. The zero value is the reference
// server.
type Simulated struct {
	Folder string // with Go code that has a function serve, or empty
	Mutant string // of the reference server, by name; or empty
	Race   bool   // build it with the race detector
}

// Simulated returns that server. Files of its overlay go below dir.
func (k Kit) Simulated(asked Simulated, dir string) (grade.Target, error) {
	switch {
	case asked.Mutant != "":
		mutant, err := k.mutant(asked.Mutant)
		if err != nil {
			return grade.Target{}, err
		}
		return grade.MutantTarget(k.Root, mutant, dir)
	case asked.Folder != "":
		folder, ok := program.Where(asked.Folder)
		if !ok {
			return grade.Target{}, Misuse{"Folder", asked.Folder + " is not a folder with Go code"}
		}
		if err := noOtherCopy("Folder", folder); err != nil {
			return grade.Target{}, err
		}
		return grade.Target{Kind: grade.Folder, Caption: filepath.ToSlash(filepath.Clean(asked.Folder)), Folder: folder}, nil
	case asked.Race:
		return grade.BuiltReference(k.Root, dir)
	}
	return Reference()
}

// CanSimulate returns nil if the simulator can run the student's copy of a lesson. It builds
// nothing. The error is a NoCopy, or says why not.
func (k Kit) CanSimulate(l lesson.Lesson) error {
	if !k.HasCopy(l) {
		return k.Missing(l)
	}
	t, err := k.Copy(l)
	if err != nil {
		return err
	}
	return k.Builder("").CanSimulate(t)
}

// Bounds and usual values of a Hunt.
const (
	FewestClients = 3
	MostClients   = 1000
	UsualSeeds    = 200
	AllProfiles   = "all" // the word for all profiles: each seed draws its own
)

// A Hunt says which runs of the simulator are asked for.
type Hunt struct {
	Seed    *uint64       // the first; nil: 1
	Seeds   *int          // how many to try; nil: one if Seed, Only or Ops says which, or else UsualSeeds
	For     time.Duration // no run starts later than this; 0: no limit
	Clients *int          // nil: as the seed decides
	Profile string        // or AllProfiles
	Only    []int         // run only these operations, by number; nil: all
	Ops     []hunt.Op     // run these instead of those that the seed gives; nil: those of the seed
	Race    bool          // let things happen at the same moment, for the race detector
}

// Search returns the search for that, without its Runs. The error is a Misuse.
func (h Hunt) Search() (s hunt.Search, err error) {
	s = hunt.Search{First: 1, For: h.For, Parallel: runtime.GOMAXPROCS(0)}
	s.Like = hunt.Case{Only: h.Only, Ops: h.Ops, Loose: h.Race}
	if h.Seed != nil {
		s.First = *h.Seed
	}
	switch {
	case h.Seeds != nil && *h.Seeds < 1:
		return s, Misuse{"Seeds", "must be at least 1"}
	case h.For < 0:
		return s, Misuse{"For", "must be positive, such as 30s"}
	case h.Clients != nil && (*h.Clients < FewestClients || *h.Clients > MostClients):
		return s, Misuse{"Clients", fmt.Sprintf("must be from %d to %d", FewestClients, MostClients)}
	}
	if h.Clients != nil {
		s.Like.Clients = *h.Clients
	}
	if h.Profile != AllProfiles {
		if _, err := sim.FindProfile(h.Profile); err != nil {
			return s, Misuse{"Profile", err.Error()}
		}
		s.Like.Profile = h.Profile
	}
	one := s.Like
	one.Seed = s.First
	if _, err := one.Full(); err != nil {
		return s, Misuse{"Only", err.Error()}
	}
	switch chosen := h.Seed != nil || h.Only != nil || h.Ops != nil; {
	case h.Seeds != nil:
		s.Seeds = *h.Seeds
	case h.For == 0 && chosen:
		s.Seeds = 1
	case h.For == 0:
		s.Seeds = UsualSeeds
	}
	return s, nil
}

// LessonIn returns the lesson whose copy is in that folder; nil if it is not a copy.
func (k Kit) LessonIn(folder string) *lesson.Lesson {
	dir, ok := program.Where(folder)
	at := slices.IndexFunc(lesson.All, func(l lesson.Lesson) bool { return k.isOurs(&l, dir) })
	if !ok || at < 0 {
		return nil
	}
	return &lesson.All[at]
}
