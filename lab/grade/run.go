package grade

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// A Job is one lesson to run against one server.
type Job struct {
	Lesson    lesson.Lesson
	Target    Target
	Scenarios []script.Scenario
	Flags     []string // flags of `lab check` that reach the same target, for Result.Again

	// Along is the later lesson on whose copy this one is run, to see that it
	// still passes; nil if the job is not run for such a reason.
	Along *lesson.Lesson
}

// mending is the lesson that the student works on.
func (j Job) mending() lesson.Lesson {
	if j.Along != nil {
		return *j.Along
	}
	return j.Lesson
}

// Options are how to run. The zero value is usable.
type Options struct {
	Parallel int                     // scenarios at once; 0 means 14
	Places   chan struct{}           // its capacity in place of Parallel, for all runs together that share it; or nil
	Times    int                     // runs of each scenario; 0 means 1
	Slow     float64                 // stretches every limit; 0 means 1
	Seed     uint64                  // of what scenarios draw by chance
	Each     func(job int, r Result) // called as each scenario ends, one call at a time
	Keep     Keep                    // which runs leave files to look at
	Below    string                  // the folder that has work/.lab for them; empty means the kit's
	From     string                  // the folder from which paths are told; empty means the one we are in
}

// usualParallel is how many scenarios run at once. They wait more than they
// work, so it is more than there are cores.
const usualParallel = 14

// Run runs every scenario of every job and returns when all are done. If ctx
// ends before, it returns soon, and the results that are missing are Trouble.
func Run(ctx context.Context, jobs []Job, b *Builder, opts Options) Report {
	if opts.Parallel <= 0 {
		opts.Parallel = usualParallel
	}
	if opts.Places == nil {
		opts.Places = make(chan struct{}, opts.Parallel)
	}
	r := run{builder: b, opts: opts}
	report := Report{Lessons: make([]LessonReport, len(jobs))}
	var all sync.WaitGroup
	for i, job := range jobs {
		all.Go(func() { report.Lessons[i] = r.job(ctx, i, job) })
	}
	all.Wait()
	return report
}

// A run is what the jobs of one Run share.
type run struct {
	builder *Builder
	opts    Options
	telling sync.Mutex // one call of Each at a time
}

func (r *run) job(ctx context.Context, number int, job Job) LessonReport {
	report := LessonReport{Lesson: job.Lesson, Server: job.Target.Name}
	command, err := r.builder.Command(ctx, job.Target)
	if err != nil {
		trouble := asTrouble(err).Rewritten(r.builder.fromRoot)
		report.Trouble, report.Unrun = &trouble, len(job.Scenarios)
		return report
	}
	report.Results = make([]Result, len(job.Scenarios))
	var all sync.WaitGroup
	for i, sc := range job.Scenarios {
		all.Go(func() {
			r.opts.Places <- struct{}{} // a token for each scenario under way
			result := r.scenario(ctx, job, sc, command)
			<-r.opts.Places
			report.Results[i] = result
			r.tell(ctx, number, result)
		})
	}
	all.Wait()
	return report
}

func (r *run) tell(ctx context.Context, number int, result Result) {
	r.telling.Lock()
	defer r.telling.Unlock()
	if r.opts.Each != nil && ctx.Err() == nil {
		r.opts.Each(number, result)
	}
}

// scenario runs one scenario as often as was asked for.
func (r *run) scenario(ctx context.Context, job Job, sc script.Scenario, command program.Command) Result {
	result := Result{
		Scenario: sc,
		Again:    append([]string{"check", fmt.Sprint(job.Lesson.Number), "--run", sc.Name}, job.Flags...),
		Hint:     []string{"hint", fmt.Sprint(job.mending().Number)},
		Page:     job.Lesson.Page(),
		Along:    job.Along,
	}
	if sc.Draws() {
		result.Again = append(result.Again, "--seed", strconv.FormatUint(r.opts.Seed, 10))
	}
	var stays []string
	for result.Runs < max(r.opts.Times, 1) && ctx.Err() == nil {
		outcome := r.once(ctx, job, sc, command)
		result.Runs++
		stays = append(stays, outcome.Stays...)
		bad := outcome.Verdict != script.Passed && outcome.Verdict != script.Skipped
		if bad {
			result.Bad++
		}
		if result.Bad == 0 || result.Bad == 1 && bad {
			result.Outcome = outcome
		}
	}
	result.Stays = stays
	if result.Runs == 0 {
		result.Verdict = script.Trouble
		result.Outcome.Trouble = &program.Trouble{Kind: program.Interrupted, What: "it was interrupted before it ran", Tried: sc.ID()}
	}
	if ctx.Err() == nil {
		r.keep(job, &result)
	}
	if f := result.Failure; f != nil && f.Symptom != "" {
		result.Hint = append(result.Hint, "--symptom", string(f.Symptom))
	}
	return result
}

// How many runs of a scenario make one at the most: those that fail, and all.
const (
	mostFailures = 5
	mostRuns     = 10
)

// once runs one scenario once: until the machine was not in the way. There is no load
// under which a right server fails again and again.
func (r *run) once(ctx context.Context, job Job, sc script.Scenario, command program.Command) (outcome script.Outcome) {
	var stays []string
	failures := 0
	for range mostRuns {
		world := &script.Loopback{Command: command, Name: job.Target.Name, Slow: r.opts.Slow, ChatProgram: r.builder.chatProgram}
		opts := script.Options{Slow: r.opts.Slow, Seed: r.opts.Seed, Dialect: job.Target.Dialect, Hunter: r.hunter(job)}
		outcome = judgeRace(script.Run(ctx, sc, world, opts))
		stays = append(stays, outcome.Stays...)
		if outcome.Verdict == script.Failed {
			failures++
		}
		if !outcome.Retry || failures == mostFailures {
			break
		}
	}
	outcome.Stays = stays
	return r.builder.told(outcome)
}

// raceReport begins each report of Go's race detector.
const raceReport = "WARNING: DATA RACE"

// judgeRace fails a run in which Go's race detector spoke up: a data race is
// a fault even where every answer was right.
func judgeRace(o script.Outcome) script.Outcome {
	if (o.Verdict == script.Passed || o.Retry) && strings.Contains(o.AtEnd, raceReport) {
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
