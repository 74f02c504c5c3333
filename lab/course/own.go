package course

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/progress"
	"chatlab/lab/script"
)

// OwnLanguages are those that the student's own server can be started in.
var OwnLanguages = []string{"go", "python", "node", "java", "c"}

// starters has a folder for each of OwnLanguages. The names of Go files end in .txt, since they
// are not code of this package.
//
//go:embed own
var starters embed.FS

// startOwn writes a starter and its server file.
func (k Kit) startOwn(language string) error {
	from := path.Join("own", language)
	files, err := starters.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) || !fs.ValidPath(from) {
		return Misuse{What: fmt.Sprintf("a server of your own can be in %s, not in %q; in another language, write %s and its %s yourself: docs/own.md shows how", listed(OwnLanguages), language, lesson.Own.Copy(), ServerFile)}
	}
	if err != nil {
		return err
	}
	dir, err := k.makeCopy(lesson.Own)
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := starters.ReadFile(path.Join(from, f.Name()))
		if err != nil {
			return err
		}
		text = []byte(strings.ReplaceAll(string(text), "run PYTHON ", "run "+pythonName()+" "))
		if err := os.WriteFile(filepath.Join(dir, strings.TrimSuffix(f.Name(), ".txt")), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// Starters are the files of the starters in all OwnLanguages, by their names.
func Starters() (all []map[string][]byte, err error) {
	for _, language := range OwnLanguages {
		files := map[string][]byte{}
		entries, err := starters.ReadDir(path.Join("own", language))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if files[strings.TrimSuffix(e.Name(), ".txt")], err = starters.ReadFile(path.Join("own", language, e.Name())); err != nil {
				return nil, err
			}
		}
		all = append(all, files)
	}
	return all, nil
}

// An OwnCheck says how CheckOwn runs. The zero value is usable.
type OwnCheck struct {
	Options grade.Options
	// Passed is how many stages passed before. They run together first, which is faster.
	Passed int
	Core   bool // only the stages of the core
	// Each is called as each scenario ends, one call at a time; Judged is called for each stage,
	// in order, until one is red. Nil means that nobody wants to know.
	Each   func(grade.Result)
	Judged func(StageReport)
}

// A StageReport is one stage, judged.
type StageReport struct {
	Number int // from 1
	lesson.Stage
	Lessons []grade.LessonReport // its scenarios, by lesson
	Before  bool                 // it passed in the check before this one
}

// Relapsed reports whether it failed, and passed before.
func (s StageReport) Relapsed() bool { return s.Before && s.Verdict() == script.Failed }

// Verdict is Failed if one of its scenarios failed, else Trouble if one could not be judged,
// and Skipped if none applies to the server.
func (s StageReport) Verdict() script.Verdict {
	n := grade.Report{Lessons: s.Lessons}.Count()
	switch {
	case n.Failed > 0:
		return script.Failed
	case n.Trouble > 0:
		return script.Trouble
	case n.Passed == 0:
		return script.Skipped
	}
	return script.Passed
}

// Red reports whether one of its scenarios did not pass, or could not be judged.
func (s StageReport) Red() bool { return s.Verdict() == script.Failed || s.Verdict() == script.Trouble }

// Whole is the name of a stage: "stage 7 of 25: every byte of a line".
func (s StageReport) Whole() string {
	return fmt.Sprintf("stage %d of %d: %s", s.Number, len(lesson.Stages), s.Title)
}

// CheckOwn takes the student's own server through the stages, in order, until one is red. It
// returns the stages that were judged. Their last is red, or the last of all. A NoCopy says
// that there is no such server.
func (k Kit) CheckOwn(ctx context.Context, b *grade.Builder, c OwnCheck) ([]StageReport, error) {
	if !k.HasCopy(lesson.Own) {
		return nil, k.Missing(lesson.Own)
	}
	target, err := k.Copy(lesson.Own)
	if err != nil {
		return nil, err
	}
	stages, jobs, err := k.stages(target)
	if err != nil {
		return nil, err
	}
	if c.Core {
		stages = stages[:lesson.CoreStages]
	}
	var judged []StageReport
	together := max(1, min(c.Passed, len(stages)))
	for first := 0; first < len(stages); first, together = first+together, 1 {
		batch := stages[first : first+together]
		c.run(ctx, b, batch, jobs[first:first+together])
		for _, s := range batch {
			s.Before = s.Number <= c.Passed
			if judged = append(judged, s); c.Judged != nil {
				c.Judged(s)
			}
			if s.Red() || ctx.Err() != nil {
				return judged, ctx.Err()
			}
		}
	}
	return judged, nil
}

// stages returns all stages, and the jobs of each.
func (k Kit) stages(target grade.Target) (all []StageReport, jobs [][]grade.Job, err error) {
	core, err := k.onlyCore(target)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]grade.Job{} // by scenario
	for _, l := range lesson.All {
		scenarios, err := grade.Scenarios(k.Root, l)
		if err != nil {
			return nil, nil, err
		}
		for _, sc := range scenarios {
			known[sc.ID()] = grade.Job{Lesson: l, Scenarios: []script.Scenario{sc}, Along: &lesson.Own}
		}
	}
	for i, s := range lesson.Stages {
		var of []grade.Job
		for _, id := range s.Scenarios {
			job, there := known[id]
			if job.Target = target; i < lesson.CoreStages {
				job.Target = core
			}
			if last := len(of) - 1; there && last >= 0 && of[last].Lesson.Number == job.Lesson.Number {
				of[last].Scenarios = append(of[last].Scenarios, job.Scenarios...)
			} else if there { // a teacher may have taken a scenario out
				of = append(of, job)
			}
		}
		all, jobs = append(all, StageReport{Number: i + 1, Stage: s}), append(jobs, of)
	}
	return all, jobs, nil
}

// onlyCore returns the target as one that is asked only for the core of the protocol.
func (k Kit) onlyCore(t grade.Target) (grade.Target, error) {
	kitOnly, err := k.Clauses("kit")
	if err != nil {
		return t, err
	}
	words := *cmp.Or(t.Dialect, &dialect.Dialect{})
	words.Without = slices.Concat(words.Without, kitOnly)
	t.Dialect = &words
	return t, nil
}

// run runs the jobs of some stages together, and notes the reports in the stages.
func (c OwnCheck) run(ctx context.Context, b *grade.Builder, stages []StageReport, jobs [][]grade.Job) {
	var all []grade.Job
	for _, of := range jobs {
		all = append(all, of...)
	}
	opts := c.Options
	if c.Each != nil {
		opts.Each = func(_ int, r grade.Result) { c.Each(r) }
	}
	lessons := grade.Run(ctx, all, b, opts).Lessons
	for i, of := range jobs {
		stages[i].Lessons, lessons = lessons[:len(of)], lessons[len(of):]
	}
}

// Reached returns how many stages passed, one after the other.
func Reached(judged []StageReport) int {
	if n := len(judged); n > 0 && judged[n-1].Red() {
		return n - 1
	}
	return len(judged)
}

// CoreUnasked returns how many of the core's stages were not asked. A server without them is
// not a chat server yet, so it has not passed.
func CoreUnasked(judged []StageReport) (n int) {
	for _, s := range judged {
		if s.Number <= lesson.CoreStages && s.Verdict() == script.Skipped {
			n++
		}
	}
	return n
}

// ReportOf returns the report of all stages that were judged.
func ReportOf(judged []StageReport) (report grade.Report) {
	for _, s := range judged {
		report.Lessons = append(report.Lessons, s.Lessons...)
	}
	return report
}

// RecordOwn notes the result of a check in the student's progress. A check that has asked only some
// of the stages, and found none of them red, does not lower what was reached before.
func (k Kit) RecordOwn(judged []StageReport) error {
	n := ReportOf(judged).Count()
	if n.Passed+n.Failed == 0 {
		return nil
	}
	return progress.Update(k.Path(ProgressFile), func(b progress.Book) {
		b.Check(lesson.Own.ID(), "./"+lesson.Own.Copy(), n.Passed, Reached(judged) == len(lesson.Stages) && CoreUnasked(judged) == 0, time.Now())
		reached := Reached(judged)
		if reached == len(judged) { // none is red
			reached = max(reached, b.Lessons[lesson.Own.ID()].Stage)
		}
		b.Reach(lesson.Own.ID(), reached)
	})
}

// listed is a list of words in a sentence.
func listed(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
