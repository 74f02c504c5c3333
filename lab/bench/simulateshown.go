package bench

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/sim"
	"chatlab/lab/story"
	"chatlab/server/wire"
)

// A simulatePage is what the templates of the simulator get. Each part is a template of its own.
type simulatePage struct {
	frame
	Lesson   lesson.Lesson
	Address  string
	Cannot   string // why the copy can't be simulated; empty: it can
	Asked    searchForm
	Any      string // the profile that leaves it to the seed
	Profiles []sim.Profile
	Usual    int // seeds
	Replays  int
	Fewest   int // clients
	Most     int

	Phase         phase
	Done, All     int
	Left          int
	Trouble       string
	Stopped       bool
	Ran           bool // a search has an end
	Head, Of      string
	Counts        []fact // of the search
	Broken        bool
	CanShrink     bool
	Passed        int    // how many seeds from the first on broke no rule
	First, Last   uint64 // of these
	Found, Shrunk *shownRun
	Seen          *shownRun
	Commands      []fact
}

// A fact is a line of a list on the page.
type fact struct{ What, Is string }

// A shownRun is one run on the page.
type shownRun struct {
	Title    string
	Says     []draw.Saying // what is wrong; shown if there is no picture, which says it too
	Who      string
	Words    string // the last output of the process
	Needed   string // in words, how many operations are left
	Drawn    int    // how many operations the seed gave
	Replayed string
	Ops      string
	MoreOps  int
	Address  string // of the picture; empty: there is none
	Without  string // why not
}

// shown returns what the page shows now.
func (s *simulation) shown() simulatePage {
	b := s.bench
	p := simulatePage{
		frame: frame{b.root(), "Simulate lesson " + s.lesson.Word()}, Lesson: s.lesson, Address: b.simulateRoot(s.lesson),
		Cannot: b.cannotSimulate(s.lesson), Any: course.AllProfiles, Profiles: sim.Profiles(), Usual: course.UsualSeeds, Replays: hunt.Replays, Fewest: course.FewestClients, Most: course.MostClients,
	}
	s.mu.Lock()
	last := s.last
	p.Asked, p.Phase, p.Done, p.Left, p.Trouble, p.Stopped = s.asked, s.phase, s.done, s.left, s.trouble, s.stopped
	s.mu.Unlock()
	p.All = p.Asked.search.Seeds
	if last != nil {
		s.addResult(&p, *last)
	}
	return p
}

// addResult adds the result of a search.
func (s *simulation) addResult(p *simulatePage, last searched) {
	asked, result := last.asked, last.result
	p.Ran, p.Head, p.Of, p.Counts = true, headOf(last), last.of, countsOf(result)
	command := func(what string, args []string) {
		p.Commands = append(p.Commands, fact{what, story.Style{}.Command(args...)})
	}
	command("the search", story.Search(s.spelled(asked), asked.search.Seeds))
	p.Passed = result.Seeds
	if last.found != nil {
		p.Broken, p.CanShrink = true, last.shrunk == nil
		p.Passed = int(result.Found.Seed - asked.search.First)
		p.Found = s.shownRun(*last.found, "found")
		command("this run", story.AsFound(last.found.Found))
	}
	if last.shrunk != nil {
		p.Shrunk = s.shownRun(*last.shrunk, "shrunk")
		command("shrunk", story.AgainFound(last.shrunk.Found))
	}
	if last.seen != nil {
		p.Seen = s.shownRun(*last.seen, "seen")
	}
	p.First = asked.search.First
	p.Last = p.First + uint64(p.Passed) - 1
}

// headOf says in a sentence how a search has ended.
func headOf(l searched) string {
	first, tried := l.asked.search.First, l.result.Seeds
	switch {
	case l.found != nil && l.result.Found.Seed == first:
		return fmt.Sprintf("Seed %d breaks a rule.", first)
	case l.found != nil:
		return fmt.Sprintf("Seed %d breaks a rule, and none of %d to %d does.", l.result.Found.Seed, first, l.result.Found.Seed-1)
	case tried == 0:
		return "No seed was tried."
	case tried == 1:
		return fmt.Sprintf("Seed %d breaks no rule.", first)
	}
	return fmt.Sprintf("Seeds %d to %d break no rule.", first, first+uint64(tried)-1)
}

// countsOf says how much a search has tried.
func countsOf(r hunt.Searched) []fact {
	seeds := fmt.Sprint(r.Seeds)
	if r.Found != nil && r.Seeds > 1 {
		seeds += ", with those that ran at the same time"
	}
	return []fact{
		{"seeds", seeds},
		{"segments", fmt.Sprint(r.Segments)},
		{"virtual time", r.Virtual.Round(time.Second).String()},
		{"real time", fmt.Sprintf("%.1f s", r.Took.Seconds())},
	}
}

// mostOps is how many operations of a run the page lists.
const mostOps = 2000

// shownRun returns a run for the page. Which is its picture's name in addresses.
func (s *simulation) shownRun(r drawnRun, which string) *shownRun {
	caption, v := r.Caption("", ""), r.Violation
	shown := &shownRun{
		Title: caption.Name, Needed: strings.TrimSuffix(caption.About, "."), Drawn: r.Drawn, Who: v.Conn,
		Words: draw.CleanLines(strings.ReplaceAll(r.Words, s.bench.Kit.Root+string(filepath.Separator), "")), Without: r.without,
	}
	if which == "seen" {
		shown.Title = fmt.Sprintf("seed %d · %d clients · %s", r.Case.Seed, r.Case.Clients, r.Case.Profile)
	} else {
		failure := script.OfViolation(v, 1)
		shown.Says = grade.Sayings(&failure)
	}
	if r.Replay.Runs > 0 {
		shown.Replayed = r.Finding.Replayed()
	}
	shown.Ops, shown.MoreOps = opsText(r.Case.Ops)
	if len(r.picture) > 0 {
		shown.Address = fmt.Sprintf("%s/picture/%s?run=%d", s.bench.simulateRoot(s.lesson), which, r.number)
	}
	return shown
}

// opsText lists operations as a file for lab sim has them, with the words after a #. It returns
// how many it leaves out.
func opsText(ops []hunt.Op) (text string, more int) {
	var out strings.Builder
	for _, op := range ops[:min(len(ops), mostOps)] {
		fmt.Fprintf(&out, "%-36s # %d: %s\n", op, op.Number, wire.Clean(op.Words()))
	}
	return out.String(), max(0, len(ops)-mostOps)
}
