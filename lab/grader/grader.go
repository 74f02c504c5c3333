// Package grader grades hand-ins: it lays each into a folder of its own, builds and runs it
// confined, and makes a class.Result of each lesson. It prints nothing and knows no flags.
//
//   - grader.go: Options and Grader; anew.go: which results another run would replace
//   - seal.go: what the kit reads once, before any hand-in runs
//   - confined.go: what a hand-in may do while it is built and while it runs
//   - grade.go: Grade, which goes through a class; shard.go: a part of a class
//   - one.go: one hand-in and one lesson; forbidden.go: code that is not run; scout.go and vain.go:
//     when to give up; retry.go: what is run once more
//   - told.go: its result in words; buildfailed.go: a build that failed for the kit's reasons;
//     room.go: a full disk; files.go: the files to look at; alike.go: by what it can be compared with others
package grader

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"chatlab/lab/confine"
	"chatlab/lab/course"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
)

// Isolation says how hand-ins are confined.
type Isolation string

// The kinds of isolation. The zero value is none of them; see Options.
const (
	AsFarAsPossible Isolation = "auto"     // as far as the system can; results say how far
	Required        Isolation = "required" // Prepare fails if the system can't hold everything
	None            Isolation = "none"     // for a container that is thrown away
)

// Options say what to grade and how.
type Options struct {
	Kit     course.Kit
	Lessons []lesson.Lesson
	Hidden  string       // a folder with scenarios that students do not see; empty: none
	Asked   course.Asked // only Dialect and Core count: they hold for every hand-in
	Slow    float64      // stretches every limit; 0 means 1
	Seed    uint64       // of the random choices of scenarios, the same for all hand-ins
	Isolate Isolation
	Jobs    int // hand-ins at once; 0: as many as there are processors
}

// A Grader grades hand-ins. All that it judges by was read when it was made.
type Grader struct {
	opts     Options
	sealed   sealed
	confined confined
	slots    chan struct{} // scenarios at once, of all hand-ins
	disk     handin.Disk

	mu    sync.Mutex // guards ports
	ports map[int]*sync.Mutex
}

// perProcessor is how many scenarios run at once for each processor. They mostly wait.
const perProcessor = 7

// Read reads everything by which hand-ins are judged. It builds and runs nothing. An error is a
// [course.Misuse] if an option is wrong.
func Read(opts Options) (*Grader, error) {
	if opts.Jobs <= 0 {
		opts.Jobs = runtime.GOMAXPROCS(0)
	}
	g := &Grader{opts: opts, ports: map[int]*sync.Mutex{}, slots: make(chan struct{}, max(2, runtime.GOMAXPROCS(0))*perProcessor)}
	var err error
	g.sealed, err = seal(opts)
	return g, err
}

// Prepare makes ready what hand-ins need: it finds the runtimes of this machine, tries what the
// system can hold, and compiles what all hand-ins in Go have in common. Call it before Grade. Tell
// gets what it is doing.
func (g *Grader) Prepare(ctx context.Context, tell func(doing string)) (err error) {
	tell("finding out what this system can hold")
	if g.confined, err = confinedBy(ctx, g.opts); err != nil {
		return err
	}
	tell("compiling what all hand-ins in Go have in common")
	return g.confined.warm(ctx, g.opts)
}

// Scenarios are the ids of all scenarios that are run.
func (g *Grader) Scenarios() (ids []string) {
	for _, l := range g.opts.Lessons {
		for _, p := range g.sealed.shown[l.ID()] {
			for _, sc := range p.scenarios {
				ids = append(ids, toShow.id(sc))
			}
		}
		for _, sc := range g.sealed.hidden[l.ID()] {
			ids = append(ids, toHide.id(sc))
		}
	}
	return ids
}

// port returns the lock of a port that only one server can have at a time.
func (g *Grader) port(number int) *sync.Mutex {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ports[number] == nil {
		g.ports[number] = new(sync.Mutex)
	}
	return g.ports[number]
}

// A NotHeld is the error of Prepare with Required, if the system can't hold everything.
type NotHeld []confine.Bound

func (n NotHeld) Error() string {
	lines := []string{"this system can't confine hand-ins as far as --isolate required asks:"}
	for _, b := range n {
		lines = append(lines, "  "+b.String())
	}
	return strings.Join(append(lines, "grade on another machine, or without --isolate required: then each result says what held"), "\n")
}
