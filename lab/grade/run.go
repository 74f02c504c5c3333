package grade

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// A Job is one lesson to run against one server.
type Job struct {
	Lesson    lesson.Lesson
	Target    Target
	Scenarios []script.Scenario
	Flags     []string // flags with which lab check tests the same target; copied into Result

	// Along is the later lesson whose copy this lesson runs on, to see that it still passes,
	// or lesson.Own; nil if there is none.
	Along *lesson.Lesson
}

// mending is the lesson that the student works on.
func (j Job) mending() lesson.Lesson {
	if j.Along != nil {
		return *j.Along
	}
	return j.Lesson
}

// Options say how to run. The zero value is usable.
type Options struct {
	Parallel int                     // scenarios at once; 0 means 14
	Slots    chan struct{}           // a semaphore for several runs together: its capacity replaces Parallel; or nil
	Times    int                     // runs of each scenario; 0 means 1
	Slow     float64                 // stretches every limit; 0 means 1
	Within   time.Duration           // a run of a scenario that takes longer is ended, as trouble; 0: any time
	Seed     uint64                  // of the random choices of scenarios
	Each     func(job int, r Result) // called as each scenario ends, one call at a time
	Pace     func(Pace)              // called when a server is built, and when a scenario begins or ends; one call at a time
	Keep     Keep                    // which runs leave files to look at
	Below    string                  // the folder that has work/.lab for them; empty means the kit's
	From     string                  // paths are shown relative to this folder; empty means the current one
	Whole    func(r Result) string   // how a reader gets what is left out of files that would be large; nil: nothing is left out
	Advise   func(r Result) []Advice // what a picture says about a result that did not pass; nil: nothing
}

// An Advice is something to do next: what it is in a word, and a command or a page.
type Advice struct{ Label, Text string }

// A Pace is how far a run is.
type Pace struct {
	Built    bool     // a server is built
	Done, Of int      // scenarios that have ended, and all
	Under    []string // the names of those that are under way
}

// usualParallel is how many scenarios run at once. It is more than there are cores, because
// scenarios mostly wait.
const usualParallel = 14

// Run runs every scenario of every job and returns when all are done. If ctx ends first, it
// returns soon, with Trouble for the missing results. If a server has to be built, and the folder
// for that is not fit, nothing runs, and all lessons have that Trouble.
func Run(ctx context.Context, jobs []Job, b *Builder, opts Options) Report {
	if opts.Parallel <= 0 {
		opts.Parallel = usualParallel
	}
	if opts.Slots == nil {
		opts.Slots = make(chan struct{}, opts.Parallel)
	}
	r := run{builder: b, opts: opts}
	for _, job := range jobs {
		r.pace.Of += len(job.Scenarios)
	}
	report := Report{Lessons: make([]LessonReport, len(jobs))}
	for i, job := range jobs {
		report.Lessons[i] = LessonReport{Lesson: job.Lesson, Server: job.Target.Caption, target: job.Target.ID(), Results: make([]Result, len(job.Scenarios))}
	}
	if trouble := b.unfit(jobs); trouble != nil {
		for i := range report.Lessons {
			report.Lessons[i].Trouble = trouble
		}
		return report.withoutUnrun()
	}
	var all sync.WaitGroup
	for i, job := range jobs {
		all.Go(func() { report.Lessons[i].Trouble = r.build(ctx, job.Target) })
	}
	for turn, e := range longestFirst(jobs) {
		job := jobs[e.job]
		opts.Slots <- struct{}{} // a slot for each scenario under way
		all.Go(func() {
			command, err := b.Command(ctx, job.Target)
			if err != nil { // reported with the job
				<-opts.Slots
				return
			}
			r.begins(job.Scenarios[e.scenario].Name)
			result := r.scenario(ctx, job, job.Scenarios[e.scenario], command)
			result.Turn = turn
			<-opts.Slots
			report.Lessons[e.job].Results[e.scenario] = result
			r.ends(ctx, e.job, result)
		})
	}
	all.Wait()
	return report.withoutUnrun()
}

// withoutUnrun returns the report with no results of lessons whose server could not be built.
func (r Report) withoutUnrun() Report {
	for i, l := range r.Lessons {
		if l.Trouble != nil {
			r.Lessons[i].Results, r.Lessons[i].Unrun = nil, len(l.Results)
		}
	}
	return r
}

// An entry is one scenario of one job, as indices.
type entry struct{ job, scenario int }

// longestFirst returns the order in which scenarios begin. Long waits begin first, so that
// they run beside the others and not alone at the end.
func longestFirst(jobs []Job) (order []entry) {
	for i, job := range jobs {
		for j := range job.Scenarios {
			order = append(order, entry{i, j})
		}
	}
	lasts := make(map[entry]time.Duration, len(order)) // each is looked up many times
	for _, e := range order {
		lasts[e] = jobs[e.job].Scenarios[e.scenario].Lasts()
	}
	slices.SortStableFunc(order, func(a, b entry) int { return cmp.Compare(lasts[b], lasts[a]) })
	return order
}

// A run is what the jobs of one Run share.
type run struct {
	builder *Builder
	opts    Options
	telling sync.Mutex // one call of Each or Pace at a time; guards pace
	pace    Pace
}

// build builds a target, unless it is built already.
func (r *run) build(ctx context.Context, t Target) *program.Trouble {
	if _, err := r.builder.Command(ctx, t); err != nil {
		trouble := asTrouble(err).Rewritten(r.builder.fromRoot)
		return &trouble
	}
	return nil
}

// begins reports that a scenario begins. Its server is built.
func (r *run) begins(name string) {
	r.telling.Lock()
	defer r.telling.Unlock()
	r.pace.Built = true
	r.pace.Under = append(r.pace.Under, name)
	r.tellPace()
}

// ends reports the result of a scenario.
func (r *run) ends(ctx context.Context, number int, result Result) {
	r.telling.Lock()
	defer r.telling.Unlock()
	if r.opts.Each != nil && ctx.Err() == nil {
		r.opts.Each(number, result)
	}
	r.pace.Done++
	at := slices.Index(r.pace.Under, result.Scenario.Name)
	r.pace.Under = slices.Delete(r.pace.Under, at, at+1)
	r.tellPace()
}

func (r *run) tellPace() {
	if r.opts.Pace != nil {
		r.opts.Pace(Pace{Built: r.pace.Built, Done: r.pace.Done, Of: r.pace.Of, Under: slices.Clone(r.pace.Under)})
	}
}

// scenario runs one scenario as often as was asked for.
func (r *run) scenario(ctx context.Context, job Job, sc script.Scenario, command program.Command) Result {
	result := Result{
		Scenario: sc,
		Lesson:   job.Lesson,
		Flags:    job.Flags,
		Along:    job.Along,
	}
	if sc.Draws() {
		result.Seed = &r.opts.Seed
	}
	var left []string
	for result.Runs < max(r.opts.Times, 1) && ctx.Err() == nil {
		outcome := r.once(ctx, job, sc, command)
		result.Runs++
		left = append(left, outcome.LeftRunning...)
		bad := outcome.Verdict != script.Passed && outcome.Verdict != script.Skipped
		if bad {
			result.Bad++
		}
		if result.Bad == 0 || result.Bad == 1 && bad {
			result.Outcome = outcome
		}
	}
	result.LeftRunning = left
	if result.Runs == 0 {
		result.Verdict = script.Trouble
		result.Outcome.Trouble = &program.Trouble{Kind: program.Interrupted, What: "it was interrupted before it ran", Tried: sc.ID()}
	}
	if ctx.Err() == nil {
		r.keep(job, &result)
	}
	return result
}

// Limits of the runs that once makes: how many may fail, and how many there may be in all.
const (
	mostFailures = 5
	mostRuns     = 10
)

// once runs one scenario, again and again if the machine was in the way. No load makes a
// right server fail mostFailures times.
func (r *run) once(ctx context.Context, job Job, sc script.Scenario, command program.Command) (outcome script.Outcome) {
	if r.opts.Within > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.opts.Within)
		defer cancel()
	}
	var left []string
	failures := 0
	if sc.Restarts() { // on a port that the system gives to nobody else meanwhile
		command.Announces = false
	}
	for range mostRuns {
		world := &script.Loopback{Command: command, Name: job.Target.Caption, Slow: r.opts.Slow, ChatProgram: r.builder.chatProgram}
		opts := script.Options{Slow: r.opts.Slow, Seed: r.opts.Seed, Dialect: job.Target.Dialect, Hunter: r.hunter(job)}
		outcome = judgeRace(script.Run(ctx, sc, world, opts))
		left = append(left, outcome.LeftRunning...)
		if outcome.Verdict == script.Failed {
			failures++
		}
		if !outcome.Retry || failures == mostFailures {
			break
		}
	}
	outcome.LeftRunning = left
	return r.builder.told(outcome)
}

// RaceReport begins each report of Go's race detector.
const RaceReport = "WARNING: DATA RACE"

// judgeRace fails a run in which Go's race detector reported something. A data race is a
// fault even if every answer was right.
func judgeRace(o script.Outcome) script.Outcome {
	if (o.Verdict == script.Passed || o.Retry) && strings.Contains(o.AtEnd, RaceReport) {
		o.Verdict, o.Output, o.Trouble, o.Retry = script.Failed, o.AtEnd, nil, false
		o.Failure = &script.Failure{
			Expected: script.Evidence{Words: "no data race"},
			Received: script.Evidence{Words: "a report of the race detector; the server's output below has it"},
			Mark:     -1,
		}
	}
	return o
}

func asTrouble(err error) *program.Trouble {
	var trouble *program.Trouble
	if errors.As(err, &trouble) {
		return trouble
	}
	return &program.Trouble{What: err.Error(), Tried: "building it"}
}
